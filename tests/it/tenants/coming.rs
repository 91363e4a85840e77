//! A tenant that comes, changes or goes while the program runs.

use std::fs;
use std::time::Duration;

use super::{ADA, BEA, CYD, Newsletter, folder_of, holds, serve};
use crate::support::pages::Pages;

/// Waits until a tenant's host answers so.
fn until(pages: &Pages, own: &Newsletter, status: u16) {
    while own.get(pages, "/").status != status {
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_tenant_comes_changes_and_goes() {
    let folder = folder_of(&[&ADA]);
    let pages = serve(&folder);
    assert_eq!([&ADA, &BEA].map(|own| own.get(&pages, "/").status), [200, 404]);
    BEA.write(folder.path());
    until(&pages, &BEA, 200);
    assert!(holds(&BEA.get(&pages, "/a/flood").text(), BEA.word));
    // It moves to another host.
    fs::write(folder.path().join("bea/pullquote.toml"), BEA.settings().replace("bea.example", "cyd.example"))
        .expect("settings");
    until(&pages, &CYD, 200);
    assert_eq!(BEA.get(&pages, "/").status, 404);
    assert!(holds(&CYD.get(&pages, "/a/flood").text(), BEA.word));
    // Who had a host keeps it.
    CYD.write(folder.path());
    fs::write(
        folder.path().join("bea/corpus/articles/late.md"),
        fs::read_to_string(folder.path().join("bea/corpus/articles/flood.md"))
            .expect("an article")
            .replace("\"flood\"", "\"late\""),
    )
    .expect("an article");
    while CYD.get(&pages, "/a/late").status != 200 {
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(holds(&CYD.get(&pages, "/a/late").text(), BEA.word));
    fs::remove_dir_all(folder.path().join("bea")).expect("removed");
    // Then it is free for the next.
    while !holds(&CYD.get(&pages, "/a/flood").text(), CYD.word) {
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(ADA.get(&pages, "/").status, 200);
}
