//! Numbers as people at home write them.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat};

use super::Region;

/// A number of `home` without its country code and with the trunk prefix its numbering plan asks for ("+8613812345678" →
/// "13812345678", "+8657188888888" → "057188888888", "+447400123456" → "07400123456"). Masked numbers too
/// ("+86571****8888" → "0571****8888"). All others as they are.
pub fn domestic(number: &str, home: Region) -> String {
    let abroad = || number.to_owned();
    let Some(rest) = national(number, home) else { return abroad() };
    let filled = number.replace('*', "2"); // what is masked stands too far behind to change the plan
    let Ok(parsed) = PhoneNumber::parse(&filled, None) else { return abroad() };
    let written = parsed.format_as(PhoneNumberFormat::National);
    let dialled: String = written.chars().filter(char::is_ascii_digit).collect();
    let longer = dialled.len().saturating_sub(rest.len());
    format!("{}{rest}", dialled.get(..longer).unwrap_or_default())
}

/// What stands behind the country code of `home`.
fn national(number: &str, home: Region) -> Option<&str> {
    let country = rlibphonenumber::Region::from_code(home.as_str()).ok()?;
    let code = PHONE_NUMBER_UTIL.get_country_code_for_region(country)?;
    number.strip_prefix('+')?.strip_prefix(&code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_home_are_written_as_at_home() {
        let [cn, gb, us] = ["CN", "GB", "US"].map(|code| Region::parse(code).expect("a region"));
        let written = [
            ("+8613812345678", cn, "13812345678"),
            ("+86138****5678", cn, "138****5678"),
            ("+86571****8888", cn, "0571****8888"),
            ("+8610****8888", cn, "010****8888"),
            ("+447400123456", gb, "07400123456"),
            ("+4474****3456", gb, "074****3456"),
            ("+44161****234", gb, "0161****234"),
            ("+12025550123", us, "2025550123"),
        ];
        for (number, home, expected) in written {
            assert_eq!(domestic(number, home), expected);
        }
    }

    #[test]
    fn all_else_stays_as_it_is() {
        for number in ["+4474****3456", "95338", "138****5678", "", "+", "+86", "anonymous"] {
            assert_eq!(domestic(number, Region::CN), number);
        }
    }
}
