//! The packed gazetteer: entities, their names and how they lie to each other.

use std::sync::LazyLock;

use fst::{Map, Set};

use super::layout::{self, AliasKind, ENTITY, Entity, NONE, SECTIONS, Section, Sort};
use super::meanings::Meanings;
use crate::domain::{Geoid, Jurisdiction, JurisdictionKind};

static FILE: &[u8] = include_bytes!("gazetteer.bin");

static EMBEDDED: LazyLock<Gazetteer> = LazyLock::new(|| {
    // A test holds that the embedded file opens; an empty gazetteer knows no place and says so.
    Gazetteer::open(FILE).unwrap_or_default()
});

/// An entity by its number: its rank by population.
pub type PlaceId = u16;

/// Every state, county, place and town of the United States, used in place from its packed file.
#[derive(Default)]
pub struct Gazetteer {
    parts: [&'static [u8]; SECTIONS],
    /// `None` in the empty gazetteer.
    pub(super) keys: Option<Keys>,
    pub(super) meanings: Meanings,
}

/// What names are looked up in.
pub(super) struct Keys {
    pub(super) names: Map<&'static [u8]>,
    pub(super) aliases: Map<&'static [u8]>,
    pub(super) elsewhere: Map<&'static [u8]>,
    pub(super) common_words: Set<&'static [u8]>,
}

impl Gazetteer {
    /// The gazetteer that is part of this program.
    pub fn embedded() -> &'static Gazetteer {
        &EMBEDDED
    }

    fn open(file: &'static [u8]) -> Option<Self> {
        let ranges = layout::sections(file)?;
        let mut parts: [&'static [u8]; SECTIONS] = [&[]; SECTIONS];
        for (part, range) in parts.iter_mut().zip(ranges) {
            *part = file.get(range)?;
        }
        let part = |section: Section| parts.get(section as usize).copied().unwrap_or_default();
        let keys = Keys {
            names: Map::new(part(Section::NameKeys)).ok()?,
            aliases: Map::new(part(Section::AliasKeys)).ok()?,
            elsewhere: Map::new(part(Section::Elsewhere)).ok()?,
            common_words: Set::new(part(Section::CommonWords)).ok()?,
        };
        Some(Gazetteer { parts, keys: Some(keys), meanings: Meanings::default() })
    }

    fn part(&self, section: Section) -> &'static [u8] {
        self.parts.get(section as usize).copied().unwrap_or_default()
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.part(Section::Entities).len() / ENTITY
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every entity's number, the most populous first.
    pub fn ids(&self) -> impl Iterator<Item = PlaceId> + use<> {
        0..PlaceId::try_from(self.len()).unwrap_or(NONE)
    }

    pub(super) fn entity(&self, id: PlaceId) -> Option<Entity> {
        let at = usize::from(id) * ENTITY;
        Entity::unpack(self.part(Section::Entities).get(at..at + ENTITY)?)
    }

    /// The number of the entity with this GEOID.
    pub fn id(&self, geoid: &Geoid) -> Option<PlaceId> {
        let digits = geoid.as_str();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let wanted = (digits.len(), digits.parse::<u64>().ok()?);
        let order = self.part(Section::ByGeoid);
        let (mut low, mut high) = (0, order.len() / 2);
        while low < high {
            let middle = low.midpoint(high);
            let id = layout::read_u16(order, middle * 2)?;
            let entity = self.entity(id)?;
            match (entity.sort.digits(), entity.geoid).cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(id),
            }
        }
        None
    }

    /// The GEOID of an entity.
    pub fn geoid(&self, id: PlaceId) -> Geoid {
        let digits = self.entity(id).map(|entity| format!("{:0width$}", entity.geoid, width = entity.sort.digits()));
        Geoid(digits.unwrap_or_default())
    }

    pub(super) fn name(&self, id: PlaceId) -> &'static str {
        let Some(Entity { name: (start, length), .. }) = self.entity(id) else { return "" };
        let start = start as usize;
        let bytes = self.part(Section::Names).get(start..start + usize::from(length)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The two digits of the state that an entity lies in.
    pub(super) fn state_code(&self, id: PlaceId) -> u8 {
        let Some(entity) = self.entity(id) else { return 0 };
        let below = 10_u64.pow(entity.sort.digits() as u32 - 2);
        u8::try_from(entity.geoid / below).unwrap_or(0)
    }

    /// The number of the state that an entity lies in (or is).
    pub(super) fn state(&self, id: PlaceId) -> Option<PlaceId> {
        self.id(&Geoid(format!("{:02}", self.state_code(id))))
    }

    /// What an entity is.
    pub fn sort(&self, id: PlaceId) -> Sort {
        self.entity(id).map_or(Sort::Cdp, |entity| entity.sort)
    }

    /// The number of inhabitants; an estimate where the sources have none.
    pub fn population(&self, id: PlaceId) -> u32 {
        self.entity(id).map_or(0, |entity| entity.population)
    }

    /// Degrees north and east.
    pub fn position(&self, geoid: &Geoid) -> Option<(f64, f64)> {
        let entity = self.entity(self.id(geoid)?)?;
        Some((f64::from(entity.latitude) / 100.0, f64::from(entity.longitude) / 100.0))
    }

    /// An entity as a reply shows it.
    pub fn jurisdiction(&self, id: PlaceId) -> Jurisdiction {
        let kind = match self.sort(id) {
            Sort::State => JurisdictionKind::State,
            Sort::Consolidated => JurisdictionKind::Consolidated,
            Sort::Township | Sort::CountyTown => JurisdictionKind::Town,
            Sort::Cdp => JurisdictionKind::Cdp,
            sort if sort.is_county() => JurisdictionKind::County,
            _ => JurisdictionKind::City,
        };
        Jurisdiction {
            geoid: self.geoid(id),
            name: self.name(id).to_owned(),
            state: super::states::postal(self.state_code(id)).to_owned(),
            kind,
        }
    }

    /// The place with this GEOID.
    pub fn place(&self, geoid: &Geoid) -> Option<Jurisdiction> {
        self.id(geoid).map(|id| self.jurisdiction(id))
    }

    /// Name and state in the style of news ("Springfield, Ill."), a state's name alone, or the GEOID itself where it
    /// is unknown.
    pub fn label(&self, geoid: &Geoid) -> String {
        self.id(geoid).map_or_else(|| geoid.to_string(), |id| self.label_of(id))
    }

    pub(super) fn label_of(&self, id: PlaceId) -> String {
        let name = self.name(id);
        if self.sort(id) == Sort::State {
            return name.to_owned();
        }
        format!("{name}, {}", super::states::in_news(self.state_code(id)))
    }

    /// The number that stands for a government: where a city and a county are one, the city's.
    pub fn same_government(&self, id: PlaceId) -> PlaceId {
        let pairs = self.part(Section::Same);
        let (mut low, mut high) = (0, pairs.len() / 4);
        while low < high {
            let middle = low.midpoint(high);
            match layout::read_u16(pairs, middle * 4).map(|other| other.cmp(&id)) {
                Some(std::cmp::Ordering::Less) => low = middle + 1,
                Some(std::cmp::Ordering::Greater) => high = middle,
                Some(std::cmp::Ordering::Equal) => return layout::read_u16(pairs, middle * 4 + 2).unwrap_or(id),
                None => break,
            }
        }
        id
    }

    /// Whether two GEOIDs name one government.
    pub fn same(&self, one: &Geoid, other: &Geoid) -> bool {
        if one == other || !in_one_state(one, other) {
            return one == other;
        }
        match (self.id(one), self.id(other)) {
            (Some(one), Some(other)) => self.same_government(one) == self.same_government(other),
            _ => false,
        }
    }

    /// What contains an entity: its county or counties, the government that its county is merged with, its state.
    pub(super) fn container_ids(&self, id: PlaceId) -> Vec<PlaceId> {
        let own = self.same_government(id);
        let mut found = Vec::with_capacity(4);
        let mut add = |container: PlaceId| {
            if self.same_government(container) != own && !found.contains(&container) {
                found.push(container);
            }
        };
        for part in std::iter::once(id).chain((own != id).then_some(own)) {
            let Some(entity) = self.entity(part) else { continue };
            if entity.county != NONE {
                add(self.same_government(entity.county));
                add(entity.county);
            }
            pairs(self.part(Section::Contains)).filter(|(_, inner)| *inner == part).for_each(|(outer, _)| add(outer));
            if entity.sort != Sort::State
                && let Some(state) = self.state(part)
            {
                add(state);
            }
        }
        found
    }

    /// The GEOIDs of what contains a place: its county or counties, the government that the county is merged with,
    /// its state.
    pub fn containers(&self, geoid: &Geoid) -> Vec<Geoid> {
        let Some(id) = self.id(geoid) else { return Vec::new() };
        self.container_ids(id).into_iter().map(|container| self.geoid(container)).collect()
    }

    /// Whether `outer` contains `inner`. One government does not contain itself.
    pub fn contains(&self, outer: &Geoid, inner: &Geoid) -> bool {
        if !in_one_state(outer, inner) {
            return false;
        }
        let (Some(outer), Some(inner)) = (self.id(outer), self.id(inner)) else { return false };
        self.contains_id(outer, inner)
    }

    pub(super) fn contains_id(&self, outer: PlaceId, inner: PlaceId) -> bool {
        let outer = self.same_government(outer);
        self.container_ids(inner).into_iter().any(|container| self.same_government(container) == outer)
    }

    /// The entities whose normalised name is `key`, the most populous first.
    pub(super) fn named(&self, key: &str) -> Vec<PlaceId> {
        self.keys.as_ref().and_then(|keys| keys.names.get(key)).map_or_else(Vec::new, |value| self.name_list(value))
    }

    /// The entities that a value of the names' map stands for.
    pub(super) fn name_list(&self, value: u64) -> Vec<PlaceId> {
        const LIST: u64 = 1 << 32;
        if value & LIST == 0 {
            return PlaceId::try_from(value).into_iter().collect();
        }
        let lists = self.part(Section::NameLists);
        let at = (value & 0xFFFF_FFFF) as usize;
        let count = layout::read_u16(lists, at).unwrap_or(0);
        (0..usize::from(count)).filter_map(|number| layout::read_u16(lists, at + 2 + number * 2)).collect()
    }

    /// The entities that have `key` as an alias.
    pub(super) fn aliased(&self, key: &str) -> Vec<(PlaceId, AliasKind)> {
        self.keys.as_ref().and_then(|keys| keys.aliases.get(key)).map_or_else(Vec::new, |value| self.alias_list(value))
    }

    pub(super) fn alias_list(&self, value: u64) -> Vec<(PlaceId, AliasKind)> {
        let lists = self.part(Section::AliasLists);
        let at = value as usize;
        let count = layout::read_u16(lists, at).unwrap_or(0);
        (0..usize::from(count))
            .filter_map(|number| {
                let at = at + 2 + number * 4;
                Some((layout::read_u16(lists, at)?, AliasKind::from_number(layout::read_u16(lists, at + 2)?)?))
            })
            .collect()
    }
}

/// Whether two GEOIDs begin with the same state: no government reaches into another.
fn in_one_state(one: &Geoid, other: &Geoid) -> bool {
    one.as_str().get(..2) == other.as_str().get(..2)
}

fn pairs(bytes: &[u8]) -> impl Iterator<Item = (PlaceId, PlaceId)> {
    bytes.chunks_exact(4).filter_map(|pair| Some((layout::read_u16(pair, 0)?, layout::read_u16(pair, 2)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_government_reaches_into_another_state() {
        let gazetteer = Gazetteer::embedded();
        let reaches = |id: &PlaceId| {
            let mut others = gazetteer.container_ids(*id);
            others.push(gazetteer.same_government(*id));
            others.into_iter().any(|other| gazetteer.state_code(other) != gazetteer.state_code(*id))
        };
        assert_eq!(gazetteer.ids().find(reaches), None);
    }
}
