//! When a message that was not taken is tried again, and when no more.
use crate::{Digest, Instant};

/// Seconds from one try to the next. With the longest jitter they fill 24 hours.
pub const BACK_OFF: [i64; 10] = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 28_800];

/// How long a message is tried for, in seconds from its first try.
pub const TRIED_FOR: i64 = 24 * 60 * 60;

/// By how much a pause is lengthened at most, in thousandths, so that what failed together is not tried together.
const JITTER: i64 = 100;

/// What becomes of a message that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextTry {
    /// It is tried again then.
    At(Instant),
    /// It is tried no more.
    Never,
}

/// When a message is tried again after its `tries`-th try (from 1) has failed at `now`. Its first try was at `first`; the
/// jitter follows from the `seed`. A receiver may ask for a longer pause, but not beyond the end of the tries: there is one
/// more try then.
pub fn next_try(tries: u32, first: Instant, now: Instant, seed: &[u8], asked: Option<i64>) -> NextTry {
    let end = first.plus_seconds(TRIED_FOR);
    let pause = usize::try_from(tries).ok().and_then(|tries| BACK_OFF.get(tries.checked_sub(1)?)).copied();
    let (Some(pause), true) = (pause, now < end) else { return NextTry::Never };
    let Digest(drawn) = Digest::of_bytes(&[seed, &tries.to_be_bytes()].concat());
    let share = i64::from(u16::from_be_bytes([drawn[0], drawn[1]])) % (JITTER + 1);
    let planned = Instant::from_micros(now.micros().saturating_add(pause * (1000 + share) * 1000)).unwrap_or(end);
    let asked = asked.map(|seconds| now.plus_seconds(seconds.clamp(0, TRIED_FOR)));
    NextTry::At(planned.max(asked.unwrap_or(planned)).min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Instant {
        Instant::parse("2026-11-22T12:00:00Z").expect("an instant")
    }

    #[test]
    fn the_pauses_and_their_longest_jitter_fill_a_day_and_no_more() {
        let longest: i64 = BACK_OFF.iter().map(|pause| pause * (1000 + JITTER) / 1000).sum();
        assert!((TRIED_FOR - 1800..=TRIED_FOR).contains(&longest), "{longest}");
        assert!(BACK_OFF.is_sorted());
    }

    #[test]
    fn a_message_is_tried_at_the_same_moments_for_the_same_seed() {
        let (mut now, mut moments) = (noon(), Vec::new());
        for tries in 1.. {
            match next_try(tries, noon(), now, b"msg_1", None) {
                NextTry::At(at) => now = at,
                NextTry::Never => break,
            }
            moments.push(now);
        }
        assert_eq!(moments.len(), BACK_OFF.len());
        let mut before = noon();
        for (at, pause) in moments.iter().zip(BACK_OFF) {
            let waited = at.micros() - before.micros();
            assert!((pause * 1_000_000..=pause * 1_100_000).contains(&waited), "{pause}: {waited}");
            before = *at;
        }
        assert!(before <= noon().plus_seconds(TRIED_FOR));
        let other = next_try(1, noon(), noon(), b"msg_2", None);
        assert_ne!(other, NextTry::At(moments[0]), "what failed together is not tried together");
    }

    #[test]
    fn a_receiver_may_ask_for_a_longer_pause_within_the_day() {
        let hour = 3600;
        let last = TRIED_FOR - hour;
        // Tries so far, seconds since the first, seconds asked for; seconds since the first of the next try.
        for (tries, since, asked, wanted) in [
            (1, 0, Some(60), Some(60..=60)),
            (1, 0, Some(1), Some(5..=6)),
            (1, 0, Some(-9), Some(5..=6)),
            (1, 0, Some(i64::MAX), Some(TRIED_FOR..=TRIED_FOR)),
            (3, last, Some(2 * hour), Some(TRIED_FOR..=TRIED_FOR)),
            (10, last, None, Some(TRIED_FOR..=TRIED_FOR)),
            (11, last, None, None),
            (2, TRIED_FOR, Some(60), None),
            (0, 0, None, None),
        ] {
            let found = next_try(tries, noon(), noon().plus_seconds(since), b"seed", asked);
            let seconds = match found {
                NextTry::At(at) => Some((at.micros() - noon().micros()) / 1_000_000),
                NextTry::Never => None,
            };
            assert_eq!(seconds.is_some(), wanted.is_some(), "{tries} {since} {asked:?}");
            assert!(
                seconds.zip(wanted).is_none_or(|(at, wanted)| wanted.contains(&at)),
                "{tries} {since}: {seconds:?}"
            );
        }
    }
}
