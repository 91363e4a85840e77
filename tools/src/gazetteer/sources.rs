//! Reading the tables, and what is known of single rows: names that are shown, mistakes, counts that they lack.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use anyhow::Context;
use pullquote::places::layout::{AliasKind, Sort};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// An entity before it is packed.
pub struct Place {
    pub geoid: String,
    pub sort: Sort,
    /// As shown.
    pub name: String,
    /// Further names that count as its own.
    pub other_names: Vec<String>,
    pub state: String,
    pub county: Option<String>,
    pub population: u32,
    pub latitude: f64,
    pub longitude: f64,
    /// Whether its names are looked up; not for entities that another one stands for.
    pub named: bool,
}

pub struct Alias {
    pub text: String,
    pub geoid: String,
    pub kind: AliasKind,
}

pub struct Tables {
    pub places: Vec<Place>,
    pub aliases: Vec<Alias>,
    /// GEOID of the second → GEOID that stands for both.
    pub same: BTreeMap<String, String>,
    /// (outer, inner), beyond the county of a place.
    pub contains: Vec<(String, String)>,
    /// Places elsewhere and in fiction, with inhabitants.
    pub elsewhere: Vec<(String, u64)>,
}

#[derive(Deserialize)]
struct StateRow {
    geoid: String,
    name: String,
    postal: String,
}

#[derive(Deserialize)]
struct CountyRow {
    geoid: String,
    name: String,
    kind: String,
    state: String,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct PlaceRow {
    geoid: String,
    name: String,
    kind: String,
    state: String,
    county_geoid: String,
    population: Option<u32>,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct TownRow {
    geoid: String,
    name: String,
    kind: String,
    state: String,
    county_geoid: String,
    population2018: Option<u32>,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct EquivalentRow {
    place_geoid: String,
    county_geoid: String,
}

#[derive(Deserialize)]
struct AliasRow {
    alias: String,
    geoid: String,
    kind: String,
}

#[derive(Deserialize)]
struct PopulationRow {
    geoid: String,
    population: u32,
}

#[derive(Deserialize)]
struct ElsewhereRow {
    name: String,
    population: u64,
}

/// Inhabitants where no source has a number: below any that has one.
pub(super) const UNCOUNTED_PLACE: u32 = 200;
const UNCOUNTED_CDP: u32 = 100;

/// Names that the Census writes as nobody does, with what is shown instead.
const SHOWN: &[(&str, &str)] = &[
    ("3651000", "New York City"),
    ("2148006", "Louisville"),
    ("4752006", "Nashville"),
    ("2146027", "Lexington"),
    ("1303440", "Athens"),
    ("1304204", "Augusta"),
    ("1349008", "Macon"),
    ("1571550", "Honolulu"),
    ("1608830", "Boise"),
    ("0665042", "Ventura"),
    ("0622300", "Paso Robles"),
    ("3011397", "Butte"),
    ("4744382", "Lynchburg"),
    ("1234132", "Islamorada"),
];

/// Places in an aliases table that point to the wrong one, or to none.
const MENDED_ALIASES: &[(&str, &str)] =
    &[("Alexandria VA", "5101000"), ("Baton Rouge", "2205000"), ("Red Stick", "2205000"), ("Aurora CO", "0804000")];

/// Names of fiction, and words too common to be read as a place.
const DROPPED_ALIASES: &[&str] = &["Gotham", "Gotham City", "La La Land", "Lala land", "Minnie", "N.O.", "The Town"];

/// Falls Church and Manassas Park, Va.: independent cities that the table of equivalents lacks.
const LACKING_EQUIVALENTS: &[(&str, &str)] = &[("5127200", "51610"), ("5148968", "51685")];

/// The five boroughs, each a county of its own, all of them within the city.
const NEW_YORK: &str = "3651000";
const BOROUGHS: &[(&str, u32)] =
    &[("36005", 1_472_654), ("36047", 2_736_074), ("36061", 1_694_251), ("36081", 2_405_464), ("36085", 495_747)];

/// Connecticut's counties are gone, and places are no longer counted by them (census of 2020).
pub(super) const FORMER_COUNTIES: &[(&str, u32)] = &[
    ("09001", 957_419),
    ("09003", 899_498),
    ("09005", 185_186),
    ("09007", 164_245),
    ("09009", 864_835),
    ("09011", 268_555),
    ("09013", 149_788),
    ("09015", 116_418),
];

/// Census of 2020, in thousands.
pub(super) const STATES: &[(&str, u32)] = &[
    ("01", 5024),
    ("02", 733),
    ("04", 7152),
    ("05", 3012),
    ("06", 39538),
    ("08", 5774),
    ("09", 3606),
    ("10", 990),
    ("11", 690),
    ("12", 21538),
    ("13", 10712),
    ("15", 1455),
    ("16", 1839),
    ("17", 12813),
    ("18", 6786),
    ("19", 3190),
    ("20", 2938),
    ("21", 4506),
    ("22", 4658),
    ("23", 1362),
    ("24", 6177),
    ("25", 7030),
    ("26", 10077),
    ("27", 5706),
    ("28", 2961),
    ("29", 6155),
    ("30", 1084),
    ("31", 1962),
    ("32", 3105),
    ("33", 1378),
    ("34", 9289),
    ("35", 2118),
    ("36", 20201),
    ("37", 10439),
    ("38", 779),
    ("39", 11799),
    ("40", 3959),
    ("41", 4237),
    ("42", 13003),
    ("44", 1097),
    ("45", 5118),
    ("46", 887),
    ("47", 6911),
    ("48", 29146),
    ("49", 3272),
    ("50", 643),
    ("51", 8631),
    ("53", 7705),
    ("54", 1794),
    ("55", 5894),
    ("56", 577),
    ("60", 50),
    ("66", 154),
    ("69", 47),
    ("72", 3286),
    ("78", 87),
];

fn rows<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    reader.deserialize().collect::<Result<_, _>>().with_context(|| format!("{}: malformed", path.display()))
}

fn embedded<T: DeserializeOwned>(text: &str) -> anyhow::Result<Vec<T>> {
    Ok(csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>()?)
}

pub fn read(folder: &Path) -> anyhow::Result<Tables> {
    let file = |name: &str| folder.join(name);
    let mut equivalents: Vec<EquivalentRow> = rows(&file("equivalents.csv"))?;
    let counties: Vec<CountyRow> = rows(&file("counties.csv"))?;
    for (place, county) in LACKING_EQUIVALENTS {
        equivalents.push(EquivalentRow { place_geoid: (*place).to_owned(), county_geoid: (*county).to_owned() });
    }
    let independent: HashSet<&str> =
        counties.iter().filter(|row| row.kind == "independent city").map(|row| row.geoid.as_str()).collect();
    let merged: HashSet<&str> = equivalents
        .iter()
        .filter(|row| !independent.contains(row.county_geoid.as_str()))
        .map(|row| row.place_geoid.as_str())
        .collect();
    let populations: HashMap<String, u32> = embedded::<PopulationRow>(include_str!("populations.csv"))?
        .into_iter()
        .map(|row| (row.geoid, row.population))
        .collect();

    let states: Vec<StateRow> = rows(&file("states.csv"))?;
    let mut places: Vec<Place> = states.into_iter().map(state).collect();
    places.extend(counties.iter().map(county));
    for row in rows::<PlaceRow>(&file("places.csv"))? {
        let counted = row.population.or_else(|| populations.get(&row.geoid).copied());
        let merged = merged.contains(row.geoid.as_str());
        places.push(place(row, counted, merged));
    }
    places.extend(rows::<TownRow>(&file("mcds.csv"))?.into_iter().map(town));

    let mut aliases: Vec<AliasRow> = rows(&file("aliases.csv"))?;
    aliases.extend(embedded::<AliasRow>(include_str!("aliases.csv"))?);
    let elsewhere = embedded::<ElsewhereRow>(include_str!("foreign.csv"))?;
    Ok(Tables {
        places,
        aliases: aliases.into_iter().filter_map(alias).collect(),
        same: equivalents.into_iter().map(|row| (row.county_geoid, row.place_geoid)).collect(),
        contains: BOROUGHS.iter().map(|(borough, _)| (NEW_YORK.to_owned(), (*borough).to_owned())).collect(),
        elsewhere: elsewhere.into_iter().map(|row| (row.name, row.population)).collect(),
    })
}

fn state(row: StateRow) -> Place {
    let thousands = STATES.iter().find(|(geoid, _)| *geoid == row.geoid).map_or(0, |(_, thousands)| *thousands);
    Place {
        sort: Sort::State,
        name: row.name,
        other_names: Vec::new(),
        state: row.postal,
        county: None,
        population: thousands * 1000,
        latitude: 0.0,
        longitude: 0.0,
        named: true,
        geoid: row.geoid,
    }
}

fn county(row: &CountyRow) -> Place {
    let former = FORMER_COUNTIES.iter().find(|(geoid, _)| *geoid == row.geoid);
    let sort = match row.kind.as_str() {
        _ if former.is_some() => Sort::FormerCounty,
        "county" => Sort::County,
        "parish" => Sort::Parish,
        "independent city" => Sort::IndependentCity,
        _ => Sort::OtherCounty,
    };
    let borough = BOROUGHS.iter().find(|(geoid, _)| *geoid == row.geoid);
    Place {
        geoid: row.geoid.clone(),
        sort,
        name: row.name.clone(),
        other_names: Vec::new(),
        state: row.state.clone(),
        county: None,
        population: former.or(borough).map_or(0, |(_, population)| *population),
        latitude: row.lat,
        longitude: row.lon,
        // The city itself has the name.
        named: sort != Sort::IndependentCity,
    }
}

fn place(row: PlaceRow, counted: Option<u32>, merged: bool) -> Place {
    let sort = match row.kind.as_str() {
        _ if merged => Sort::Consolidated,
        "consolidated" | "metro" => Sort::Consolidated,
        "town" => Sort::Town,
        "village" => Sort::Village,
        "borough" => Sort::Borough,
        "cdp" | "comunidad" | "zona urbana" => Sort::Cdp,
        _ => Sort::City,
    };
    let uncounted = if sort == Sort::Cdp { UNCOUNTED_CDP } else { UNCOUNTED_PLACE };
    let mut other_names = Vec::new();
    let mut name = row.name.clone();
    if let Some((first, second)) = row.name.split_once(" (").and_then(|(a, b)| Some((a, b.strip_suffix(')')?))) {
        other_names.extend([first.to_owned(), second.to_owned()]);
        name = first.to_owned();
    }
    // The cities of Massachusetts that kept "Town" in their name.
    if let Some(bare) = row.name.strip_suffix(" Town").filter(|_| row.state == "MA") {
        name = bare.to_owned();
    }
    if let Some((_, shown)) = SHOWN.iter().find(|(geoid, _)| *geoid == row.geoid) {
        name = (*shown).to_owned();
    }
    if name != row.name {
        other_names.push(row.name.clone());
    }
    Place {
        sort,
        name,
        other_names,
        state: row.state,
        // New York City contains its counties, not the other way round.
        county: Some(row.county_geoid).filter(|county| !county.is_empty() && row.geoid != NEW_YORK),
        population: counted.unwrap_or(uncounted),
        latitude: row.lat,
        longitude: row.lon,
        named: true,
        geoid: row.geoid,
    }
}

fn town(row: TownRow) -> Place {
    let township = row.kind == "township";
    Place {
        sort: if township { Sort::Township } else { Sort::CountyTown },
        name: if township && !row.name.ends_with("ship") { format!("{} Township", row.name) } else { row.name.clone() },
        other_names: if township { vec![row.name] } else { Vec::new() },
        state: row.state,
        county: Some(row.county_geoid).filter(|county| !county.is_empty()),
        population: row.population2018.unwrap_or(UNCOUNTED_PLACE),
        latitude: row.lat,
        longitude: row.lon,
        named: true,
        geoid: row.geoid,
    }
}

fn alias(row: AliasRow) -> Option<Alias> {
    if DROPPED_ALIASES.contains(&row.alias.as_str()) {
        return None;
    }
    let kind = match row.kind.as_str() {
        "nickname" => AliasKind::Nickname,
        "translation" => AliasKind::Translation,
        "neighbourhood" => AliasKind::Neighbourhood,
        "postal" => AliasKind::Postal,
        "ap" | "abbrev" => AliasKind::StateAbbreviation,
        _ => AliasKind::Name,
    };
    let mended = MENDED_ALIASES.iter().find(|(text, _)| *text == row.alias);
    Some(Alias { geoid: mended.map_or(row.geoid, |(_, geoid)| (*geoid).to_owned()), text: row.alias, kind })
}
