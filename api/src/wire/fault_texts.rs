//! What each fault of a value says, in bokmål, nynorsk and English.
use domain::{FaultKind, Language};

use names::{form_names, type_names};

mod names;

/// What is wrong with a value, in words.
pub(crate) fn fault(kind: &FaultKind, language: Language) -> String {
    let say = |nb: &str, nn: &str, en: &str| match language {
        Language::Bokmaal => nb.to_owned(),
        Language::Nynorsk => nn.to_owned(),
        Language::English => en.to_owned(),
    };
    match kind {
        FaultKind::Required => {
            say("Mangler og må være med.", "Manglar og må vere med.", "Is missing and must be given.")
        }
        FaultKind::UnknownField { known } if known.is_empty() => {
            say("Er ikke et kjent felt her.", "Er ikkje eit kjent felt her.", "Is not a known field here.")
        }
        FaultKind::UnknownField { known } => {
            let known = list(known);
            say(
                &format!("Er ikke et kjent felt her. Kjente felter: {known}."),
                &format!("Er ikkje eit kjent felt her. Kjende felt: {known}."),
                &format!("Is not a known field here. Known fields: {known}."),
            )
        }
        FaultKind::WrongType { expected } => {
            let [nb, nn, en] = type_names(expected);
            say(
                &format!("Har feil type; ventet {nb}."),
                &format!("Har feil type; venta {nn}."),
                &format!("Has the wrong type; expected {en}."),
            )
        }
        FaultKind::UnknownWord { known } => {
            let known = list(known);
            say(
                &format!("Er ikke et av ordene som kan stå her: {known}."),
                &format!("Er ikkje eit av orda som kan stå her: {known}."),
                &format!("Is not one of the words that may stand here: {known}."),
            )
        }
        FaultKind::TooShort { min } => say(
            &format!("Er for kort; minst {min}."),
            &format!("Er for kort; minst {min}."),
            &format!("Is too short; at least {min}."),
        ),
        FaultKind::TooLong { max } => say(
            &format!("Er for lang; høyst {max}."),
            &format!("Er for lang; høgst {max}."),
            &format!("Is too long; at most {max}."),
        ),
        FaultKind::OutOfRange { min, max } => say(
            &format!("Må være fra {min} til {max}."),
            &format!("Må vere frå {min} til {max}."),
            &format!("Must be from {min} to {max}."),
        ),
        FaultKind::ControlCharacter => say(
            "Inneholder styretegn, som ikke kan stå i tekst.",
            "Inneheld styreteikn, som ikkje kan stå i tekst.",
            "Holds control characters, which may not stand in text.",
        ),
        FaultKind::Malformed { form } => {
            let [nb, nn, en] = form_names(form);
            say(
                &format!("Har ikke riktig form: {nb}."),
                &format!("Har ikkje rett form: {nn}."),
                &format!("Does not have the right form: {en}."),
            )
        }
        FaultKind::OrgNumber => say(
            "Er ikke et organisasjonsnummer: ni sifre, der det siste er kontrollsiffer.",
            "Er ikkje eit organisasjonsnummer: ni siffer, der det siste er kontrollsiffer.",
            "Is not an organisation number: nine digits, the last of which is a check digit.",
        ),
        FaultKind::MunicipalityNumber => say(
            "Er ikke et kommunenummer: fire sifre, der de to første er fylkets.",
            "Er ikkje eit kommunenummer: fire siffer, der dei to første er fylket sine.",
            "Is not a municipality number: four digits, the first two of which are the county's.",
        ),
        FaultKind::PersonalId => say(
            "Inneholder et fødselsnummer eller D-nummer. Slike skal ikke lagres her.",
            "Inneheld eit fødselsnummer eller D-nummer. Slike skal ikkje lagrast her.",
            "Holds a national identity number. Such numbers are not kept here.",
        ),
        FaultKind::KeyTaken => say(
            "Nøkkelen er i bruk i fellesskapet, eller har vært det. En nøkkel brukes aldri om igjen.",
            "Nøkkelen er i bruk i fellesskapet, eller har vore det. Ein nøkkel blir aldri brukt om att.",
            "The key is in use in the community, or once was. A key is never used again.",
        ),
        FaultKind::Taken => say(
            "Er alt brukt av en annen oppføring.",
            "Er alt brukt av ei anna oppføring.",
            "Is held by another entry already.",
        ),
        FaultKind::UnknownReference => say(
            "Det finnes ikke noe med denne id-en eller nøkkelen som du har tilgang til å se.",
            "Det finst ikkje noko med denne id-en eller nøkkelen som du har tilgang til å sjå.",
            "There is nothing with this id or key that you have access to see.",
        ),
        FaultKind::WrongPrefix { expected } => say(
            &format!("Er id-en til noe av et annet slag; her begynner den med «{expected}_»."),
            &format!("Er id-en til noko av eit anna slag; her byrjar han med «{expected}_»."),
            &format!("Is the id of another kind of thing; here it begins with “{expected}_”."),
        ),
        FaultKind::DateOrder => say(
            "Siste dag kommer før den første.",
            "Siste dag kjem før den første.",
            "The last day comes before the first.",
        ),
        FaultKind::Cycle => say(
            "Oppføringen ville blitt overordnet seg selv.",
            "Oppføringa ville blitt overordna seg sjølv.",
            "The entry would come above itself.",
        ),
        FaultKind::Immutable => say(
            "Settes når oppføringen lages, og endres aldri.",
            "Blir sett når oppføringa blir laga, og blir aldri endra.",
            "Is set when the entry is made and never changes.",
        ),
        FaultKind::HistoryRewritten => say(
            "Det som har vært gjeldende, beholder starten sin og kan bare avsluttes, tidligst i dag.",
            "Det som har vore gjeldande, held på starten sin og kan berre avsluttast, tidlegast i dag.",
            "What has been in force keeps its start and can only be ended, today at the earliest.",
        ),
        FaultKind::Needs { other } => say(
            &format!("Kan bare stå sammen med «{other}»."),
            &format!("Kan berre stå saman med «{other}»."),
            &format!("May only stand together with “{other}”."),
        ),
        FaultKind::Excludes { other } => say(
            &format!("Kan ikke stå sammen med denne verdien av «{other}»."),
            &format!("Kan ikkje stå saman med denne verdien av «{other}»."),
            &format!("May not stand together with this value of “{other}”."),
        ),
        FaultKind::Duplicate => {
            say("Står der mer enn én gang.", "Står der meir enn éin gong.", "Stands there more than once.")
        }
        FaultKind::Stale => {
            say("Er ikke den gjeldende versjonen.", "Er ikkje den gjeldande versjonen.", "Is not the present version.")
        }
        FaultKind::NoUnit => say(
            "Regelen gir ikke denne noen plass.",
            "Regelen gir ikkje denne nokon plass.",
            "The rule gives this one no seat.",
        ),
        FaultKind::OutsideValidity => say(
            "Omfatter dager da det dette hører til, ikke gjelder.",
            "Omfattar dagar då det dette høyrer til, ikkje gjeld.",
            "Reaches beyond the days on which what it belongs to is in force.",
        ),
        FaultKind::Full { max } => say(
            &format!("Alle plassene er besatt; høyst {max} samtidig."),
            &format!("Alle plassane er fylte; høgst {max} samstundes."),
            &format!("All seats are held; at most {max} at once."),
        ),
        FaultKind::OwnDeputy => {
            say("Ingen er vara for seg selv.", "Ingen er vara for seg sjølv.", "Nobody is deputy to themselves.")
        }
        FaultKind::NoSeat => say(
            "Sitter ikke i organet alle dagene vervet varer.",
            "Sit ikkje i organet alle dagane vervet varer.",
            "Does not sit in the body on all days of the office.",
        ),
        FaultKind::NoVote => say("Har ikke stemmerett her.", "Har ikkje røysterett her.", "Has no right to vote here."),
        FaultKind::NotPresent => {
            say("Var ikke til stede på møtet.", "Var ikkje til stades på møtet.", "Was not at the meeting.")
        }
        FaultKind::Unheard { sides } => {
            let sides = sides.join(", ");
            say(
                &format!("Disse sidene har plass i organet og har ikke sagt hvor de står: {sides}."),
                &format!("Desse sidene har plass i organet og har ikkje sagt kvar dei står: {sides}."),
                &format!("These sides have seats in the body and have not said where they stand: {sides}."),
            )
        }
        FaultKind::InUse { key } => say(
            &format!("Noen sitter i «{key}» lenger enn dette. Nevn nøkkelen i «ends» om de skal avsluttes samtidig."),
            &format!("Nokon sit i «{key}» lenger enn dette. Nemn nøkkelen i «ends» om dei skal avsluttast samstundes."),
            &format!("People sit in “{key}” longer than this. Name the key in “ends” if they are to end with it."),
        ),
        FaultKind::NotAllowed { allowed } if allowed.is_empty() => say(
            "Er ikke mulig nå; ingenting mer kan skje med det.",
            "Er ikkje mogleg no; ikkje noko meir kan skje med det.",
            "Is not possible now; nothing more can become of it.",
        ),
        FaultKind::NotAllowed { allowed } => {
            let allowed = allowed.join(", ");
            say(
                &format!("Er ikke mulig nå. Mulig er: {allowed}."),
                &format!("Er ikkje mogleg no. Mogleg er: {allowed}."),
                &format!("Is not possible now. Possible: {allowed}."),
            )
        }
        FaultKind::Differs => say(
            "Er noe annet enn det som er ført inn fra før, og det blir ikke endret her.",
            "Er noko anna enn det som er ført inn frå før, og det blir ikkje endra her.",
            "Differs from what has been entered already, which is not changed here.",
        ),
        FaultKind::SeatsHeld { key } => say(
            &format!("Noen sitter på plasser som «{key}» ikke lenger ville hatt. Avslutt medlemskapene deres først."),
            &format!("Nokon sit på plassar som «{key}» ikkje lenger ville hatt. Avslutt medlemskapane deira først."),
            &format!("People sit in seats that “{key}” would no longer have. End their memberships first."),
        ),
        FaultKind::TimeOrder => say(
            "Klokkeslettet kommer ikke etter det det følger.",
            "Klokkeslettet kjem ikkje etter det det følgjer.",
            "The time of day does not come after the one it follows.",
        ),
        FaultKind::LongerThan { days } => say(
            &format!("Så nøyaktig som datoen er oppgitt, kan den spenne over høyst {days} dager."),
            &format!("Så nøyaktig som datoen er gitt opp, kan han spenne over høgst {days} dagar."),
            &format!("A date known this exactly spans {days} days at most."),
        ),
        FaultKind::TooWide { widest } => say(
            &format!("Flere enn dem som ser organet, ville se det. Videst mulig er: {widest}."),
            &format!("Fleire enn dei som ser organet, ville sjå det. Vidast mogleg er: {widest}."),
            &format!("More than those who see the body would see it. The widest possible: {widest}."),
        ),
        FaultKind::NoAgenda => say(
            "Ingen kalles inn til et møte uten saksliste.",
            "Ingen blir kalla inn til eit møte utan sakliste.",
            "Nobody is called to a meeting without an agenda.",
        ),
        FaultKind::NoOpenStop => say(
            "Organet har ikke saken til behandling.",
            "Organet har ikkje saka til behandling.",
            "The body has not taken the case up, or is done with it, or has it on another agenda.",
        ),
        FaultKind::NotSeated => say(
            "Sitter ikke i organet den dagen.",
            "Sit ikkje i organet den dagen.",
            "Does not sit in the body that day.",
        ),
        FaultKind::NotDeputy => {
            say("Er ikke vara for den plassen.", "Er ikkje vara for den plassen.", "Is no deputy for that seat.")
        }
        FaultKind::DeputyOrder => say(
            "En vara som kommer før, er verken meldt borte eller på en annen plass.",
            "Ein vara som kjem før, er korkje meldt borte eller på ein annan plass.",
            "A deputy who comes before is neither away nor in another seat.",
        ),
        FaultKind::NotAway => say(
            "Den vara møter for, er ikke meldt borte.",
            "Den vara møter for, er ikkje meldt borte.",
            "Whoever the deputy stands in for is not marked as away.",
        ),
        FaultKind::OnlyFromToday => say(
            "Endres bare fra i dag. En senere endring skrives som en slutt og en ny oppføring med datoer.",
            "Blir berre endra frå i dag. Ei seinare endring blir skriven som ein slutt og ei ny oppføring med datoar.",
            "Is changed from today only. A later change is written as an end and a new entry with dates.",
        ),
        FaultKind::ForbiddenNetwork => say(
            "Ligger i et nett som regionen ikke sender noe til.",
            "Ligg i eit nett som regionen ikkje sender noko til.",
            "Lies in a network that the region sends nothing to.",
        ),
    }
}

/// The words, as many as fit in a sentence someone reads.
fn list(words: &[String]) -> String {
    const MOST: usize = 40;
    let mut text = words.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if words.len() > MOST {
        text.push_str(" …");
    }
    text
}

#[cfg(test)]
mod tests;
