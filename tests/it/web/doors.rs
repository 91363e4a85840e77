//! Which ways in are open, and to whom.

use crate::support::folder;
use crate::support::pages::Pages;

const ARTICLE: &str = "+++\nid = \"flood\"\ntitle = \"The flood\"\npublisher = \"The Weir\"\ndate = 2024-03-01\nurl = \"https://weir.example/flood\"\nlicence = \"CC BY 4.0\"\n+++\n\nThe weir broke at noon.\n";

#[test]
fn a_shut_door_is_shut_to_the_world_and_open_to_this_machine() {
    let data = folder::data(&[("articles/flood.md", ARTICLE)]);
    let pages = Pages::serve(data.path());
    assert_eq!(pages.get("/healthz").status, 200);
    let (code, out, err) = folder::run(data.path(), &["serve", "--web", "0.0.0.0:0"], "");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("doors = [\"discord\", \"terminal\", \"web\"]"), "{err}");
}
