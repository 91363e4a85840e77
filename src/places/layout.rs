//! How the packed gazetteer is laid out: shared by the program that writes it and the code that reads it in place.
//!
//! A magic, the number of sections, then `start, end` of each as little-endian `u32`; then the sections. Entities are
//! sorted by population, largest first, so that an entity's number is its rank and every list of numbers is in order.

use std::ops::Range;

/// The first bytes of the file; the digit is the version of the layout.
pub const MAGIC: &[u8; 8] = b"PQPLACE1";

/// Bytes of one entity.
pub const ENTITY: usize = 20;

/// Marks the absence of an entity number.
pub const NONE: u16 = u16::MAX;

/// The sections, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Section {
    /// Entities of [`ENTITY`] bytes.
    Entities,
    /// Entity numbers (`u16`) in the order of their GEOIDs.
    ByGeoid,
    /// Names as shown, without separators.
    Names,
    /// Map from a normalised name to an entity, or to a list in `NameLists`.
    NameKeys,
    /// Lists of entity numbers: a count and the numbers, each `u16`.
    NameLists,
    /// Map from a normalised alias to a list in `AliasLists`.
    AliasKeys,
    /// Lists of aliases: a count (`u16`), then an entity (`u16`) and an [`AliasKind`] (`u16`) each.
    AliasLists,
    /// Map from a normalised name of a place elsewhere to its population in thousands.
    Elsewhere,
    /// Set of common words that are one slip away from a place and are not meant as it.
    CommonWords,
    /// Pairs of entities (`u16`, `u16`): the second is the same government as the first.
    Same,
    /// Pairs of entities (`u16`, `u16`): the first contains the second, beyond the county of the entity itself.
    Contains,
}

/// How many sections there are.
pub const SECTIONS: usize = 11;

/// What sort of name an alias is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum AliasKind {
    /// Another name in use.
    Name = 0,
    /// A nickname.
    Nickname = 1,
    /// The name in another language.
    Translation = 2,
    /// A part of the place that is not a government of its own.
    Neighbourhood = 3,
    /// A state's postal abbreviation.
    Postal = 4,
    /// Another abbreviation of a state.
    StateAbbreviation = 5,
}

impl AliasKind {
    /// The kind with this number.
    pub fn from_number(number: u16) -> Option<Self> {
        Some(match number {
            0 => AliasKind::Name,
            1 => AliasKind::Nickname,
            2 => AliasKind::Translation,
            3 => AliasKind::Neighbourhood,
            4 => AliasKind::Postal,
            5 => AliasKind::StateAbbreviation,
            _ => return None,
        })
    }
}

/// What an entity is, in the words of the Census.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Sort {
    /// A state, the District of Columbia or a territory.
    State = 0,
    /// A county.
    County = 1,
    /// A parish (Louisiana).
    Parish = 2,
    /// A borough, census area, municipality or municipio: a county by another name.
    OtherCounty = 3,
    /// A county that is gone (Connecticut's, since 2022) and still in readers' minds.
    FormerCounty = 4,
    /// An independent city in its second role as a county.
    IndependentCity = 5,
    /// An incorporated city.
    City = 6,
    /// An incorporated town.
    Town = 7,
    /// An incorporated village.
    Village = 8,
    /// An incorporated borough.
    Borough = 9,
    /// A census-designated place.
    Cdp = 10,
    /// A city and county that are one government.
    Consolidated = 11,
    /// A town that is a county subdivision.
    Township = 12,
    /// A New England or New York town: a county subdivision that people name like a city.
    CountyTown = 13,
}

impl Sort {
    /// The sort with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        const ALL: [Sort; 14] = [
            Sort::State,
            Sort::County,
            Sort::Parish,
            Sort::OtherCounty,
            Sort::FormerCounty,
            Sort::IndependentCity,
            Sort::City,
            Sort::Town,
            Sort::Village,
            Sort::Borough,
            Sort::Cdp,
            Sort::Consolidated,
            Sort::Township,
            Sort::CountyTown,
        ];
        ALL.get(usize::from(number)).copied()
    }

    /// Whether it is a county or its equivalent.
    pub fn is_county(self) -> bool {
        matches!(self, Sort::County | Sort::Parish | Sort::OtherCounty | Sort::FormerCounty | Sort::IndependentCity)
    }

    /// How many digits its GEOID has.
    pub fn digits(self) -> usize {
        match self {
            Sort::State => 2,
            Sort::Township | Sort::CountyTown => 10,
            sort if sort.is_county() => 5,
            _ => 7,
        }
    }
}

/// One entity, unpacked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entity {
    /// The GEOID as a number; [`Sort::digits`] says how many digits to write.
    pub geoid: u64,
    /// What it is.
    pub sort: Sort,
    /// Where its name stands in the names.
    pub name: (u32, u8),
    /// The county it lies in, or [`NONE`].
    pub county: u16,
    /// Inhabitants; an estimate where the sources have none.
    pub population: u32,
    /// Hundredths of a degree north.
    pub latitude: i16,
    /// Hundredths of a degree east.
    pub longitude: i16,
}

impl Entity {
    /// The packed form.
    pub fn pack(&self) -> [u8; ENTITY] {
        let mut bytes = [0; ENTITY];
        let mut at = 0;
        let mut put = |part: &[u8]| {
            if let Some(slot) = bytes.get_mut(at..at + part.len()) {
                slot.copy_from_slice(part);
            }
            at += part.len();
        };
        put(self.geoid.to_le_bytes().get(..5).unwrap_or_default());
        put(&[self.sort as u8]);
        put(self.name.0.to_le_bytes().get(..3).unwrap_or_default());
        put(&[self.name.1]);
        put(&self.county.to_le_bytes());
        put(&self.population.to_le_bytes());
        put(&self.latitude.to_le_bytes());
        put(&self.longitude.to_le_bytes());
        bytes
    }

    /// The entity in `bytes`.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; ENTITY] = bytes.try_into().ok()?;
        let [g0, g1, g2, g3, g4, sort, n0, n1, n2, length, c0, c1, p0, p1, p2, p3, y0, y1, x0, x1] = *bytes;
        Some(Entity {
            geoid: u64::from_le_bytes([g0, g1, g2, g3, g4, 0, 0, 0]),
            sort: Sort::from_number(sort)?,
            name: (u32::from_le_bytes([n0, n1, n2, 0]), length),
            county: u16::from_le_bytes([c0, c1]),
            population: u32::from_le_bytes([p0, p1, p2, p3]),
            latitude: i16::from_le_bytes([y0, y1]),
            longitude: i16::from_le_bytes([x0, x1]),
        })
    }
}

/// The file made of these sections.
pub fn assemble(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let header = MAGIC.len() + SECTIONS * 8;
    let mut file = Vec::with_capacity(header + sections.iter().map(Vec::len).sum::<usize>());
    file.extend_from_slice(MAGIC);
    let mut at = header;
    for section in sections {
        let end = at + section.len();
        // The file is far below 4 GB: its program refuses to write more than 2 MB.
        file.extend_from_slice(&u32::try_from(at).unwrap_or(u32::MAX).to_le_bytes());
        file.extend_from_slice(&u32::try_from(end).unwrap_or(u32::MAX).to_le_bytes());
        at = end;
    }
    sections.iter().for_each(|section| file.extend_from_slice(section));
    file
}

/// Where the sections stand in `file`; `None` if it is no gazetteer.
pub fn sections(file: &[u8]) -> Option<[Range<usize>; SECTIONS]> {
    if !file.starts_with(MAGIC) {
        return None;
    }
    let mut ranges = std::array::from_fn(|_| 0..0);
    for (number, range) in ranges.iter_mut().enumerate() {
        let at = MAGIC.len() + number * 8;
        *range = read_u32(file, at)? as usize..read_u32(file, at + 4)? as usize;
        file.get(range.clone())?;
    }
    Some(ranges)
}

/// The little-endian number at byte `at`.
pub fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// The little-endian number at byte `at`.
pub fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}
