//! The store that generations are published in: a folder, or a bucket of S3 or Google Cloud Storage.
//!
//! ```text
//! current.json                  a copy of the pointer: which generation is served
//! manifests/HASH.json           what a generation consists of
//! blobs/HASH-ATTEMPT            a file, or a pack of small ones
//! sweep.json                    since when objects are used by nobody
//! ```
//!
//! It reads and writes files where it is called: whoever uses it has a thread for that, and no reader waits for that thread.

mod http;

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::body::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    BackoffConfig, Error, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, RetryConfig, UpdateVersion,
    WriteMultipart,
};

use self::http::Connector;
use super::settings::{part_of, store_of_environment};
use super::{Locations, Settings};
use crate::cluster::{Copied, Digest, Key, Listed, Manifest, Marks, Pointer};

/// The copy of the pointer.
const CURRENT: &str = "current.json";
/// The marks of the sweep.
const SWEEP: &str = "sweep.json";
/// Larger files are sent in parts of this size.
const PART: usize = 8 << 20;
/// So many parts are under way at once.
const PARTS_AT_ONCE: usize = 4;
/// No object that is read into memory is larger.
const LARGEST: u64 = 64 << 20;

/// Where generations are published.
#[derive(Debug, Clone)]
pub(super) struct Store {
    objects: Arc<dyn ObjectStore>,
    /// Its address, as it is said.
    name: String,
}

/// The address of the store, as an argument, the environment or the data folder's settings name it.
pub(super) fn address(at: &Locations, argument: Option<&str>) -> anyhow::Result<Option<String>> {
    let named = argument.map(str::to_owned).or_else(|| store_of_environment(at.tenant()));
    Ok(match named {
        Some(named) => Some(named),
        None => Settings::of_machine(at)?.store,
    })
}

impl Store {
    /// The store that is named, which there must be.
    pub(super) fn named(at: &Locations, argument: Option<&str>, make: bool) -> anyhow::Result<Store> {
        let address = address(at, argument)?.context(
            "no store is named; say --store ADDRESS, or store = \"ADDRESS\" in pullquote.toml \
             (s3://bucket/prefix, gs://bucket/prefix, or a folder)",
        )?;
        Store::open(&address, make)
    }

    /// The store at an address. `make`: whether a folder that is not there is made.
    pub(super) fn open(address: &str, make: bool) -> anyhow::Result<Store> {
        let url = address.contains("://").then(|| url::Url::parse(address)).transpose();
        let url = url.with_context(|| format!("store: {:?} is no address", said(address)))?;
        let name = said(address);
        let objects: Arc<dyn ObjectStore> = match url.as_ref().map(url::Url::scheme) {
            None => folder(address.as_ref(), make)?,
            Some("file") => {
                let path = url.as_ref().and_then(|url| url.to_file_path().ok());
                folder(&path.with_context(|| format!("store: {name} is no path"))?, make)?
            }
            Some(scheme @ ("s3" | "gs")) => {
                let url = url.as_ref().context("an address")?;
                let no_secret = url.username().is_empty() && url.password().is_none();
                anyhow::ensure!(no_secret, "store: {name}: keys stand in the environment, not in an address");
                let bucket = url.host_str().with_context(|| format!("store: {name} names no bucket"))?;
                let prefix = Path::from_url_path(url.path()).with_context(|| format!("store: {name}"))?;
                let cloud = if scheme == "s3" { s3(bucket)? } else { google(bucket)? };
                Arc::new(PrefixStore::new(cloud, prefix))
            }
            Some(other) => anyhow::bail!(
                "store: {other}: addresses are s3://bucket/prefix, gs://bucket/prefix, file:///folder, or a folder"
            ),
        };
        Ok(Store { objects, name })
    }

    /// The part of it that has this name, as a store of its own; they share their connections.
    pub(super) fn part(&self, name: &str) -> Store {
        let objects = PrefixStore::new(Arc::clone(&self.objects), Path::from(name));
        Store { objects: Arc::new(objects), name: part_of(&self.name, name) }
    }

    /// The names of the parts that hold anything. A store of one archive has none: what lies in it are no archives.
    pub(super) async fn parts(&self) -> anyhow::Result<Vec<String>> {
        let found = self.objects.list_with_delimiter(None).await;
        let found = found.map_err(|error| self.trouble(&Path::default(), error))?;
        let is_one = found.objects.iter().any(|object| object.location == Path::from(CURRENT));
        anyhow::ensure!(!is_one, "{}: holds one archive, and no parts with archives of their own", self.name);
        let names = found.common_prefixes.iter().filter_map(|part| part.filename().map(str::to_owned));
        Ok(names.collect())
    }

    /// Its address.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The copy of the pointer. One that cannot be read is told, and is none.
    pub(super) async fn current(&self) -> anyhow::Result<Copied> {
        let path = Path::from(CURRENT);
        let found = match self.objects.get(&path).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok(Copied::default()),
            Err(error) => return Err(self.trouble(&path, error)),
        };
        let version = Some(version_name(&found.meta.e_tag, &found.meta.version)).filter(|name| name.len() > 1);
        let bytes = self.whole(&path, found).await?;
        let pointer = Pointer::decode(&bytes);
        if let Err(error) = &pointer {
            tell!("pullquote: {}/{CURRENT}: {error}", self.name);
        }
        Ok(Copied { pointer: pointer.ok(), version })
    }

    /// Writes the copy of the pointer over the version that was read; whether the store still had that one. Folders do not
    /// compare: two importers on one folder have one desk, too.
    pub(super) async fn set_current(&self, pointer: &Pointer, over: &Copied) -> anyhow::Result<bool> {
        let path = Path::from(CURRENT);
        let payload = || anyhow::Ok(PutPayload::from(pointer.encode()?));
        let mode = match &over.version {
            Some(named) => PutMode::Update(version_of(named)),
            None => PutMode::Create,
        };
        let written = match self.objects.put_opts(&path, payload()?, mode.into()).await {
            Err(Error::NotImplemented { .. }) => self.objects.put(&path, payload()?).await,
            written => written,
        };
        match written {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(self.trouble(&path, error)),
        }
    }

    /// A manifest, compared with its hash.
    pub(super) async fn manifest(&self, hash: &Digest) -> anyhow::Result<Manifest> {
        let key = Key::Manifest(*hash);
        let bytes = self.get(&key).await?;
        Manifest::decode(&bytes, hash).with_context(|| self.said(&key))
    }

    /// The marks of the sweep before. Marks that cannot be read are none: what is deleted waits longer.
    pub(super) async fn marks(&self) -> anyhow::Result<Marks> {
        let path = Path::from(SWEEP);
        match self.objects.get(&path).await {
            Ok(found) => Ok(serde_json::from_slice(&self.whole(&path, found).await?).unwrap_or_default()),
            Err(Error::NotFound { .. }) => Ok(Marks::default()),
            Err(error) => Err(self.trouble(&path, error)),
        }
    }

    /// Writes the marks of the sweep.
    pub(super) async fn set_marks(&self, marks: &Marks) -> anyhow::Result<()> {
        let path = Path::from(SWEEP);
        let payload = PutPayload::from(serde_json::to_vec(marks)?);
        self.objects.put(&path, payload).await.map(drop).map_err(|error| self.trouble(&path, error))
    }

    /// An object, whole.
    pub(super) async fn get(&self, key: &Key) -> anyhow::Result<Bytes> {
        let path = path(key);
        let found = self.objects.get(&path).await.map_err(|error| self.trouble(&path, error))?;
        self.whole(&path, found).await
    }

    async fn whole(&self, path: &Path, found: object_store::GetResult) -> anyhow::Result<Bytes> {
        let size = found.meta.size;
        anyhow::ensure!(size <= LARGEST, "{}/{path}: {size} bytes are too many", self.name);
        let mut stream = found.into_stream();
        let mut all = Vec::new();
        // What a server says of the length binds it to nothing.
        while let Some(bytes) = stream.next().await {
            all.extend_from_slice(&bytes.map_err(|error| self.trouble(path, error))?);
            anyhow::ensure!(all.len() as u64 <= size, "{}/{path}: longer than its {size} bytes", self.name);
        }
        Ok(all.into())
    }

    /// An object, into a file: its hash and its length. No more is read than it should have.
    pub(super) async fn get_into(&self, key: &Key, size: u64, file: &mut File) -> anyhow::Result<Digest> {
        let path = path(key);
        let found = self.objects.get(&path).await.map_err(|error| self.trouble(&path, error))?;
        let (mut hasher, mut read) = (blake3::Hasher::new(), 0);
        let mut stream = found.into_stream();
        while let Some(bytes) = stream.next().await {
            let bytes = bytes.map_err(|error| self.trouble(&path, error))?;
            read += bytes.len() as u64;
            anyhow::ensure!(read <= size, "{}: longer than its {size} bytes", self.said(key));
            hasher.update(&bytes);
            file.write_all(&bytes)?;
        }
        anyhow::ensure!(read == size, "{}: {read} bytes instead of {size}", self.said(key));
        Ok(hasher.finalize().into())
    }

    /// Puts an object.
    pub(super) async fn put(&self, key: &Key, bytes: Vec<u8>) -> anyhow::Result<()> {
        let path = path(key);
        self.objects.put(&path, bytes.into()).await.map(drop).map_err(|error| self.trouble(&path, error))
    }

    /// Puts a file that has this hash; one that has another by now is a failure.
    pub(super) async fn put_file(&self, key: &Key, file: &std::path::Path, hash: &Digest) -> anyhow::Result<()> {
        let path = path(key);
        let unreadable = || file.display().to_string();
        let mut open = File::open(file).with_context(unreadable)?;
        if open.metadata().with_context(unreadable)?.len() <= 2 * PART as u64 {
            let mut bytes = Vec::new();
            open.read_to_end(&mut bytes).with_context(unreadable)?;
            anyhow::ensure!(Digest::of(&bytes) == *hash, "{}: changed while it was published", file.display());
            return self.put(key, bytes).await;
        }
        let upload = self.objects.put_multipart(&path).await.map_err(|error| self.trouble(&path, error))?;
        let (mut sent, mut hasher) = (WriteMultipart::new_with_chunk_size(upload, PART), blake3::Hasher::new());
        loop {
            let mut part = Vec::with_capacity(PART);
            (&mut open).take(PART as u64).read_to_end(&mut part).with_context(unreadable)?;
            if part.is_empty() {
                break;
            }
            hasher.update(&part);
            sent.wait_for_capacity(PARTS_AT_ONCE).await.map_err(|error| self.trouble(&path, error))?;
            sent.put(part.into());
        }
        if Digest::from(hasher.finalize()) != *hash {
            sent.abort().await.map_err(|error| self.trouble(&path, error))?;
            anyhow::bail!("{}: changed while it was published", file.display());
        }
        sent.finish().await.map(drop).map_err(|error| self.trouble(&path, error))
    }

    /// What lies in it. Objects that nobody here has named are not seen.
    pub(super) async fn list(&self) -> anyhow::Result<Vec<Listed>> {
        let now = jiff::Timestamp::now().as_second();
        let mut listed = Vec::new();
        for folder in ["blobs", "manifests"] {
            let prefix = Path::from(folder);
            let mut objects = self.objects.list(Some(&prefix));
            while let Some(object) = objects.try_next().await.map_err(|error| self.trouble(&prefix, error))? {
                if let Ok(key) = object.location.as_ref().parse() {
                    let began = began(&key).unwrap_or_else(|| object.last_modified.timestamp());
                    let age = now - began;
                    listed.push(Listed { key, size: object.size, age });
                }
            }
        }
        Ok(listed)
    }

    /// Deletes objects; one that is gone already is deleted.
    pub(super) async fn delete(&self, keys: &[Key]) -> anyhow::Result<()> {
        let paths: Vec<object_store::Result<Path>> = keys.iter().map(|key| Ok(path(key))).collect();
        let mut deleted = self.objects.delete_stream(futures_util::stream::iter(paths).boxed());
        while let Some(one) = deleted.next().await {
            match one {
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(self.trouble(&Path::from("blobs"), error)),
            }
        }
        Ok(())
    }

    /// Writes something and takes it away again: whether it may be written here.
    pub(super) async fn probe(&self, name: &str) -> anyhow::Result<()> {
        let path = Path::from(format!("probe-{name}"));
        self.objects.put(&path, PutPayload::from_static(b"probe")).await.map_err(|error| self.trouble(&path, error))?;
        self.objects.delete(&path).await.map_err(|error| self.trouble(&path, error))
    }

    /// An object as it is said.
    pub(super) fn said(&self, key: &Key) -> String {
        format!("{}/{key}", self.name)
    }

    /// What the store's library says, with the object's name; its causes hold the addresses of requests, which say the same.
    fn trouble(&self, path: &Path, error: Error) -> anyhow::Error {
        match error {
            Error::NotFound { .. } => anyhow::anyhow!("{}/{path}: is not there", self.name),
            error => anyhow::anyhow!("{}/{path}: {}", self.name, shortened(&error)),
        }
    }
}

/// The innermost cause, in one line: those around it repeat it.
fn shortened(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// An address without what might be a secret in it.
fn said(address: &str) -> String {
    let secret = address.split_once("://").and_then(|(scheme, rest)| {
        let (_, host) = rest.split_once('@').filter(|(user, _)| !user.contains('/'))?;
        Some(format!("{scheme}://…@{host}"))
    });
    secret.unwrap_or_else(|| address.trim_end_matches('/').to_owned())
}

/// When the attempt began that put an object there, as its name says. The store's own time would begin anew where a request is
/// done a second time, late.
fn began(key: &Key) -> Option<i64> {
    match key {
        Key::Blob(_, attempt) => attempt.split_once('t')?.0.parse().ok(),
        Key::Manifest(_) => None,
    }
}

/// What a store calls a version of an object: S3 by one of these, Google Cloud Storage by the other.
fn version_name(e_tag: &Option<String>, version: &Option<String>) -> String {
    [e_tag, version].map(|own| own.as_deref().unwrap_or_default()).join("\n")
}

fn version_of(named: &str) -> UpdateVersion {
    let (e_tag, version) = named.split_once('\n').unwrap_or((named, ""));
    let [e_tag, version] = [e_tag, version].map(|own| (!own.is_empty()).then(|| own.to_owned()));
    UpdateVersion { e_tag, version }
}

fn path(key: &Key) -> Path {
    Path::from(key.to_string())
}

fn folder(path: &std::path::Path, make: bool) -> anyhow::Result<Arc<dyn ObjectStore>> {
    if make {
        std::fs::create_dir_all(path).with_context(|| format!("store: {}", path.display()))?;
    }
    anyhow::ensure!(path.is_dir(), "store: {}: no such folder", path.display());
    let folder = LocalFileSystem::new_with_prefix(path).with_context(|| format!("store: {}", path.display()))?;
    Ok(Arc::new(folder.with_fsync(true)))
}

/// Bounded: whoever waits for the store has something to serve.
fn retry() -> RetryConfig {
    let backoff = BackoffConfig { max_backoff: Duration::from_secs(4), ..BackoffConfig::default() };
    RetryConfig { backoff, max_retries: 5, retry_timeout: Duration::from_secs(20) }
}

fn s3(bucket: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry());
    Ok(Arc::new(builder.with_http_connector(Connector).build().context("store")?))
}

fn google(bucket: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).with_retry(retry());
    Ok(Arc::new(builder.with_http_connector(Connector).build().context("store")?))
}
