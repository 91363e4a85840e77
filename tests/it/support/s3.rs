//! A server of S3's protocol, on a folder.

use std::net::SocketAddr;
use std::path::Path;

use hyper::body::Incoming;
use hyper::service::Service;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

const KEY: &str = "key";
const SECRET: &str = "a-secret-of-the-test";

/// Serves what lies in a folder, as `bucket`; `asked` is called with each request's method.
pub async fn serve(listener: TcpListener, folder: &Path, asked: impl Fn(&Method) + Clone + Send + Sync + 'static) {
    std::fs::create_dir_all(folder.join("bucket")).expect("a bucket");
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).expect("a folder"));
    builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = builder.build();
    while let Ok((socket, _)) = listener.accept().await {
        let (service, asked) = (service.clone(), asked.clone());
        let noting = hyper::service::service_fn(move |request: Request<Incoming>| {
            asked(request.method());
            Service::<Request<Incoming>>::call(&service, request)
        });
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), noting));
    }
}

/// What the environment says of the server at this address.
pub fn environment(at: SocketAddr) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ENDPOINT", format!("http://{at}")),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
        ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
    ]
}
