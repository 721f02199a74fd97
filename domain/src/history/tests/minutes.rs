//! Minutes of earlier years.
use super::*;

#[test]
fn minutes_are_made_of_the_cases_their_meeting_took_up() {
    let community = community();
    let facts = || vec![Fact::Meeting(published()), of(treated("24-2023", 2)), of(treated("25-2023", 0))];
    let plan = planned(facts(), &Existing::default(), &community).expect("sound");
    let (met, minutes) = (&plan.meetings[0], &plan.minutes[0]);
    let days: Vec<_> = met.history.iter().map(|passage| (passage.state, crate::oslo_date(passage.at))).collect();
    let out = Date::constant(2023, 4, 26);
    assert_eq!(days, [(MeetingState::Held, MET), (MeetingState::Published, out)]);
    assert_eq!((met.state, met.version), (MeetingState::Published, 1));
    assert_eq!((minutes.meeting, minutes.state, minutes.number), (met.id, MinutesState::Published, 1));
    assert_eq!((minutes.published_at.map(crate::oslo_date), minutes.approved_at), (Some(out), None));
    let items: Vec<_> = minutes.items.iter().map(|item| item.number.as_ref().map(Line::as_str)).collect();
    assert_eq!(items, [Some("24-2023"), Some("25-2023")]);
    assert_eq!((minutes.items[0].recommendation.len(), minutes.items[0].treatment.is_some()), (2, true));
    // The same again is the same, and another day of them is another.
    let existing = stored(plan);
    assert_eq!(planned(facts(), &existing, &community).expect("sound").unchanged, 3);
    let mut later = published();
    later.minutes.as_mut().expect("told above").published_on = Date::constant(2023, 4, 27);
    refused_in(&community, vec![Fact::Meeting(later)], &existing, &[("/1/minutes/publishedOn", "differs")]);
}
