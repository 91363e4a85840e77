//! `tools shapes ATLAS_FILE REGULAR_FONT BOLD_FONT OUT_FOLDER`: packs what the map draws: `shapes.bin`, the outlines of states
//! and counties, and `glyphs.txt`, the outlines of letters.
//!
//! `ATLAS_FILE` is `counties-albers-10m.json` of npm `us-atlas`; the fonts are Inter (npm `@expo-google-fonts/inter`).

mod glyphs;
mod simplify;
mod topology;

use std::path::Path;

use anyhow::Context;

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [atlas, regular, bold, out] = arguments else {
        anyhow::bail!("usage: shapes ATLAS_FILE REGULAR_FONT BOLD_FONT OUT_FOLDER");
    };
    let out = Path::new(out);
    let read = |path: &str| std::fs::read(path).with_context(|| format!("{path}: cannot be read"));
    let packed =
        topology::pack(&read(atlas)?).with_context(|| format!("{atlas}: no topology of states and counties"))?;
    let letters = glyphs::pack(&read(regular)?, &read(bold)?)?;
    println!("{} bytes of shapes, {} of glyphs", packed.len(), letters.len());
    std::fs::write(out.join("shapes.bin"), packed)?;
    std::fs::write(out.join("glyphs.txt"), letters)?;
    Ok(())
}
