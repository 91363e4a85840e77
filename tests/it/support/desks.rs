//! Where the desks of the tests lie: each in a file, or each in a schema of the PostgreSQL database that
//! `PULLQUOTE_TEST_POSTGRES` names. A test names a file in both cases, and never asks which it is unless it must.

use std::path::Path;

use pullquote::desk::{Asker, DeskAddress, Server, Tell};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

/// The variable that names the database.
pub const VARIABLE: &str = "PULLQUOTE_TEST_POSTGRES";

/// The database, where one is named.
pub fn postgres() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

/// The schema that stands for a file. Folders of tests have names that do not come again.
pub fn schema(path: &Path) -> String {
    format!("t_{}", blake3::hash(path.to_string_lossy().as_bytes()).to_hex().get(..20).expect("a hash"))
}

/// Where the desk of this file lies.
pub fn at(path: impl AsRef<Path>) -> DeskAddress {
    match postgres() {
        Some(url) => {
            let server = Server::new(url.parse().expect("a URL of PostgreSQL"));
            server.schema(schema(path.as_ref()).parse().expect("a schema"))
        }
        None => DeskAddress::File(path.as_ref().to_owned()),
    }
}

/// Says in the settings of a data folder where the desk of a program lies that is started there.
pub fn named_in(data: &Path) {
    let Some(url) = postgres() else { return };
    let settings = data.join("pullquote.toml");
    let others = std::fs::read_to_string(&settings).unwrap_or_default();
    let schema = schema(&data.join("desk.sqlite"));
    std::fs::write(settings, format!("desk = {url:?}\ndesk_schema = {schema:?}\n{others}")).expect("written");
}

/// All that is stored: the bytes of the folder's files, and what the desk's tables hold where they are no file.
pub fn bytes(folder: &Path, desk: &str) -> Vec<u8> {
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    let mut bytes: Vec<u8> = files.flat_map(|file| std::fs::read(file.path()).unwrap_or_default()).collect();
    if let Some(url) = postgres() {
        let schema = schema(&folder.join(desk));
        // Asked from within tests that have a runtime of their own.
        let read = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(rows(&url, &schema))
        });
        bytes.extend(read.join().expect("read").into_bytes());
    }
    bytes
}

async fn rows(url: &str, schema: &str) -> String {
    let mut connection = PgConnection::connect(url).await.expect("PostgreSQL is there");
    let tables = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = $1";
    let tables: Vec<String> =
        sqlx::query_scalar(tables).bind(schema).fetch_all(&mut connection).await.expect("its tables");
    let mut all = String::new();
    for table in tables {
        let rows = format!("SELECT CAST(own AS TEXT) FROM \"{schema}\".\"{table}\" AS own");
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(&mut connection).await.expect("its rows");
        all += &rows.concat();
    }
    all
}

/// Runs a statement past the desk.
pub async fn run(path: &Path, sql: &'static str) {
    match postgres() {
        Some(url) => {
            let mut connection = PgConnection::connect(&url).await.expect("PostgreSQL is there");
            let schema = format!("SET search_path TO \"{}\"", schema(path));
            sqlx::raw_sql(AssertSqlSafe(schema)).execute(&mut connection).await.expect("its schema");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("run");
        }
        None => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = SqliteConnection::connect_with(&options).await.expect("a database");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("run");
        }
    }
}

/// A database of its own in the server of the tests, where one is named.
pub fn database() -> Option<String> {
    let url = postgres()?;
    let name = format!("t_{:016x}", fastrand::u64(..));
    let made = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await.expect("PostgreSQL is there");
            let make = format!("CREATE DATABASE {name}");
            sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut connection).await.expect("made");
            let mut own: url::Url = url.parse().expect("a URL");
            own.set_path(&name);
            own.to_string()
        })
    });
    Some(made.join().expect("made"))
}

/// Who asks the editors something, is named to them, and is told the answer by a message.
pub fn asker(id: &str, user: &str, text: &str, (asked_at, expires_at): (i64, i64)) -> Asker {
    Asker {
        id: id.into(),
        user: user.into(),
        text: text.into(),
        named: true,
        tell: Tell::Message,
        channel: None,
        locale: None,
        told_at: None,
        untold: false,
        asked_at,
        expires_at,
    }
}
