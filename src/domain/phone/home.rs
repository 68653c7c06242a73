//! Where a number is at home: Chinese landlines by area code, Chinese mobiles by carrier, others by country.

use std::collections::HashMap;
use std::sync::LazyLock;

use rlibphonenumber::PhoneNumber;

use super::Phone;

const AREA_CODES: &str = include_str!("home/area_codes.txt");
const COUNTRIES: &str = include_str!("home/countries.txt");

/// Carriers by the first digits of a mobile number; the longest that fits counts. A number that was ported keeps its
/// first digits, so that this is where it began. 转售: sold on by a virtual operator.
const CARRIERS: &[(&str, &[&str])] = &[
    (
        "中国移动",
        &[
            "134", "135", "136", "137", "138", "139", "147", "148", "150", "151", "152", "157", "158", "159", "172",
            "178", "182", "183", "184", "187", "188", "195", "197", "198",
        ],
    ),
    ("中国联通", &["130", "131", "132", "145", "146", "155", "156", "166", "175", "176", "185", "186", "196"]),
    ("中国电信", &["133", "1349", "149", "153", "173", "174", "177", "180", "181", "189", "190", "191", "193", "199"]),
    ("中国广电", &["192"]),
    ("移动转售", &["165", "1703", "1705", "1706"]),
    ("联通转售", &["167", "171", "1704", "1707", "1708", "1709"]),
    ("电信转售", &["162", "1700", "1701", "1702"]),
];

static CITIES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| table(AREA_CODES));
static COUNTRY_NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| table(COUNTRIES));

fn table(rows: &'static str) -> HashMap<&'static str, &'static str> {
    rows.lines().filter_map(|row| row.split_once(' ')).collect()
}

/// See [`Phone::home`].
pub(super) fn home(phone: &Phone) -> Option<String> {
    let e164 = phone.e164.as_deref()?;
    match e164.strip_prefix("+86") {
        Some(national) => carrier(national).or_else(|| city(national)).map(str::to_owned),
        None => country(e164),
    }
}

fn carrier(national: &str) -> Option<&'static str> {
    let fits = |prefix: &&str| national.len() == 11 && national.starts_with(*prefix);
    let by_length = |carrier: &(&'static str, &[&str])| {
        Some((carrier.1.iter().filter(|prefix| fits(prefix)).map(|prefix| prefix.len()).max()?, carrier.0))
    };
    CARRIERS.iter().filter_map(by_length).max_by_key(|(length, _)| *length).map(|(_, name)| name)
}

/// The city of a Chinese landline, from its national number without trunk 0.
pub(in crate::domain) fn city(national: &str) -> Option<&'static str> {
    let code = |length: usize| national.get(..length).and_then(|code| CITIES.get(code)).copied();
    code(2).or_else(|| code(3))
}

/// Whether the home of a number is a city: that of a mobile is its carrier, that of a foreign number a country.
pub fn is_city(home: &str) -> bool {
    CITIES.values().any(|city| *city == home)
}

fn country(e164: &str) -> Option<String> {
    let region = PhoneNumber::parse(e164, None).ok()?.get_region_code()?.to_string();
    Some(COUNTRY_NAMES.get(region.as_str()).map_or(region.clone(), |name| (*name).to_owned()))
}
