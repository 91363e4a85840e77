//! Writing the packed file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, ensure};
use pullquote::places::layout::{self, AliasKind, Entity, NONE, SECTIONS, Section};
use pullquote::places::normalize;

use super::sources::{Place, Tables};

pub fn pack(tables: &Tables, common: &BTreeSet<String>) -> anyhow::Result<(Vec<u8>, String)> {
    let mut places: Vec<&Place> = tables.places.iter().collect();
    places.sort_by(|a, b| b.population.cmp(&a.population).then_with(|| a.geoid.cmp(&b.geoid)));
    ensure!(places.len() < usize::from(NONE), "{} entities, more than a number holds", places.len());
    let ids: HashMap<&str, u16> = places.iter().zip(0..).map(|(place, id)| (place.geoid.as_str(), id)).collect();
    let id = |geoid: &str| ids.get(geoid).copied().with_context(|| format!("{geoid}: no such entity"));

    let mut sections: [Vec<u8>; SECTIONS] = Default::default();
    let mut names = Names::default();
    for place in &places {
        let entity = Entity {
            geoid: place.geoid.parse().with_context(|| format!("{}: not a GEOID", place.geoid))?,
            sort: place.sort,
            name: names.add(&place.name)?,
            county: place.county.as_deref().and_then(|county| ids.get(county).copied()).unwrap_or(NONE),
            population: place.population,
            latitude: (place.latitude * 100.0).round() as i16,
            longitude: (place.longitude * 100.0).round() as i16,
        };
        ensure!(place.geoid.len() == place.sort.digits(), "{}: digits", place.geoid);
        section(&mut sections, Section::Entities).extend(entity.pack());
    }
    let mut order: Vec<(usize, u64, u16)> = Vec::new();
    for (place, id) in places.iter().zip(0..) {
        order.push((place.geoid.len(), place.geoid.parse()?, id));
    }
    order.sort_unstable();
    *section(&mut sections, Section::ByGeoid) = order.iter().flat_map(|(.., id)| id.to_le_bytes()).collect();
    *section(&mut sections, Section::Names) = names.bytes;

    let keys = name_keys(&places);
    let (map, lists) = key_lists(&keys)?;
    *section(&mut sections, Section::NameKeys) = map;
    *section(&mut sections, Section::NameLists) = lists;
    let (map, lists) = alias_lists(tables, &ids, &keys)?;
    *section(&mut sections, Section::AliasKeys) = map;
    *section(&mut sections, Section::AliasLists) = lists;

    let mut elsewhere: BTreeMap<String, u64> = BTreeMap::new();
    for (name, population) in &tables.elsewhere {
        let thousands = elsewhere.entry(normalize(name)).or_default();
        *thousands = (*thousands).max(population / 1000);
    }
    elsewhere.remove("");
    *section(&mut sections, Section::Elsewhere) = fst::Map::from_iter(elsewhere)?.into_fst().into_inner();
    *section(&mut sections, Section::CommonWords) = fst::Set::from_iter(common)?.into_fst().into_inner();

    let mut same = Vec::new();
    for (other, one) in &tables.same {
        same.push((id(other)?, id(one)?));
    }
    same.sort_unstable();
    *section(&mut sections, Section::Same) = pairs(&same);
    let mut contains = Vec::new();
    for (outer, inner) in &tables.contains {
        contains.push((id(outer)?, id(inner)?));
    }
    *section(&mut sections, Section::Contains) = pairs(&contains);

    let sizes: Vec<String> = sections.iter().map(|section| section.len().to_string()).collect();
    let report = format!("{} entities, {} names; sections of {} bytes", places.len(), keys.len(), sizes.join(", "));
    Ok((layout::assemble(&sections), report))
}

fn section(sections: &mut [Vec<u8>; SECTIONS], which: Section) -> &mut Vec<u8> {
    &mut sections[which as usize]
}

fn pairs(pairs: &[(u16, u16)]) -> Vec<u8> {
    pairs.iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()]).flatten().collect()
}

/// Names as shown, each once.
#[derive(Default)]
struct Names {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Names {
    fn add(&mut self, name: &str) -> anyhow::Result<(u32, u8)> {
        let length = u8::try_from(name.len()).with_context(|| format!("{name}: too long"))?;
        if let Some(start) = self.known.get(name) {
            return Ok((*start, length));
        }
        let start = u32::try_from(self.bytes.len())?;
        self.bytes.extend_from_slice(name.as_bytes());
        self.known.insert(name.to_owned(), start);
        Ok((start, length))
    }
}

fn name_keys(places: &[&Place]) -> BTreeMap<String, Vec<u16>> {
    let mut keys: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    for (place, id) in places.iter().zip(0..).filter(|(place, _)| place.named) {
        for name in place.other_names.iter().chain([&place.name]) {
            let list = keys.entry(normalize(name)).or_default();
            if list.last() != Some(&id) {
                list.push(id);
            }
        }
    }
    keys
}

/// The map of names, and the lists of those that several entities share.
fn key_lists(keys: &BTreeMap<String, Vec<u16>>) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    const LIST: u64 = 1 << 32;
    let mut lists = Vec::new();
    let mut map = fst::MapBuilder::memory();
    for (key, ids) in keys {
        let value = match ids.as_slice() {
            [id] => u64::from(*id),
            ids => {
                let at = lists.len() as u64;
                lists.extend(u16::try_from(ids.len())?.to_le_bytes());
                lists.extend(ids.iter().flat_map(|id| id.to_le_bytes()));
                LIST | at
            }
        };
        map.insert(key, value)?;
    }
    Ok((map.into_inner()?, lists))
}

fn alias_lists(
    tables: &Tables,
    ids: &HashMap<&str, u16>,
    names: &BTreeMap<String, Vec<u16>>,
) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let mut keys: BTreeMap<String, Vec<(u16, AliasKind)>> = BTreeMap::new();
    for alias in &tables.aliases {
        let key = normalize(&alias.text);
        let Some(id) = ids.get(alias.geoid.as_str()).copied() else { continue };
        let own_name = names.get(&key).is_some_and(|named| named.contains(&id));
        if key.is_empty() || own_name {
            continue;
        }
        let list = keys.entry(key).or_default();
        if !list.contains(&(id, alias.kind)) {
            list.push((id, alias.kind));
        }
    }
    let mut lists = Vec::new();
    let mut map = fst::MapBuilder::memory();
    for (key, mut aliases) in keys {
        aliases.sort_by_key(|(id, kind)| (*id, *kind as u16));
        map.insert(&key, lists.len() as u64)?;
        lists.extend(u16::try_from(aliases.len())?.to_le_bytes());
        for (id, kind) in aliases {
            lists.extend([id.to_le_bytes(), (kind as u16).to_le_bytes()].as_flattened());
        }
    }
    Ok((map.into_inner()?, lists))
}
