//! Public numbers of organisations and municipalities, each with the check its register prescribes.
use std::fmt;

/// A Norwegian organisation number: nine digits, the last a modulus-11 check digit with weights 3 2 7 6 5 4 3 2
/// (Brønnøysundregistrene). Numbers of organisations begin with 8 or 9; those of invented ones, which systems are tried
/// with in the registers' test environments (Skatteetaten's Tenor), with 2 or 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrgNumber(u32);

impl OrgNumber {
    /// Reads nine digits and verifies the check digit.
    pub fn parse(text: &str) -> Option<Self> {
        const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];
        let digits = digits::<9>(text)?;
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        let check = (11 - sum % 11) % 11;
        (matches!(digits[0], 2 | 3 | 8 | 9) && check == digits[8])
            .then(|| Self(digits.iter().fold(0, |number, digit| number * 10 + digit)))
    }
}

impl fmt::Display for OrgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

/// A municipality number: four digits, the first two the county's (Statistisk sentralbyrå, klass 131).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MunicipalityNumber(u16);

impl MunicipalityNumber {
    /// Reads four digits; the county part is 03 or above and the municipality part is not 00.
    pub fn parse(text: &str) -> Option<Self> {
        let number = u16::try_from(digits::<4>(text)?.iter().fold(0, |n, d| n * 10 + d)).ok()?;
        ((301..9000).contains(&number) && number % 100 != 0).then_some(Self(number))
    }
}

impl fmt::Display for MunicipalityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

macro_rules! serialised_as_text {
    ($($name:ident),+) => { $(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not such a number"))
            }
        }
    )+ };
}
serialised_as_text!(OrgNumber, MunicipalityNumber);

fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let bytes: &[u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|b| u32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_number_has_a_true_check_digit() {
        for good in ["964338531", "920290922", "983974724", "845901422", "310456780", "210456791"] {
            assert_eq!(OrgNumber::parse(good).map(|n| n.to_string()).as_deref(), Some(good));
        }
        for bad in [
            "964338532",
            "96433853",
            "9643385310",
            "964 338 531",
            "123456785",
            "410456788",
            "010456789",
            "310456781",
            "",
            "abcdefghi",
        ] {
            assert_eq!(OrgNumber::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_municipality_number_is_four_digits_within_a_county() {
        for good in ["0301", "4601", "1804"] {
            assert_eq!(MunicipalityNumber::parse(good).map(|n| n.to_string()).as_deref(), Some(good));
        }
        for bad in ["0101", "4600", "9999", "460", "46011", "46o1"] {
            assert_eq!(MunicipalityNumber::parse(bad), None, "{bad}");
        }
    }
}
