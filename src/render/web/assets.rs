//! The files that pages load: a style, a script and an icon, each under an address that changes with it.

use std::sync::LazyLock;

/// A file that pages load.
pub struct Asset {
    /// Its name: no command can be called so, since none has a dot.
    pub name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// What is in it.
    pub text: &'static str,
}

const ASSETS: [Asset; 3] = [
    Asset { name: "style.css", kind: "text/css; charset=utf-8", text: include_str!("style.css") },
    Asset { name: "page.js", kind: "text/javascript; charset=utf-8", text: include_str!("page.js") },
    Asset { name: "icon.svg", kind: "image/svg+xml", text: include_str!("icon.svg") },
];

static ADDRESSES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let address = |asset: &Asset| {
        let hash: String = blake3::hash(asset.text.as_bytes()).to_hex().chars().take(12).collect();
        (asset.name, format!("/{}?v={hash}", asset.name))
    };
    ASSETS.iter().map(address).collect()
});

/// The file of this name.
pub fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// Where a file is found, with a mark of what is in it.
pub(super) fn address(name: &str) -> &'static str {
    ADDRESSES.iter().find(|(own, _)| *own == name).map_or("/", |(_, address)| address)
}
