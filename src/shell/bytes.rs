//! A number of bytes, as a flag names it.

use std::str::FromStr;

/// A number of bytes, as `--tenant-memory` has it: `2GB`, `512MB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl Default for Bytes {
    fn default() -> Self {
        Bytes(1 << 30)
    }
}

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Bytes, String> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
        let shift = match unit.trim().to_ascii_uppercase().as_str() {
            "KB" | "K" => 10,
            "MB" | "M" => 20,
            "GB" | "G" => 30,
            _ => return Err("expected a number with its unit, such as 512MB or 2GB".to_owned()),
        };
        let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
        bytes.map(Bytes).ok_or_else(|| "expected a number with its unit, such as 512MB or 2GB".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_its_unit() {
        let bytes = |text: &str| text.parse::<Bytes>().ok();
        assert_eq!([bytes("2GB"), bytes("512 mb")], [Some(Bytes(2 << 30)), Some(Bytes(512 << 20))]);
        assert_eq!([bytes("2"), bytes("GB"), bytes("-1GB"), bytes("99999999999GB")], [None; 4]);
    }
}
