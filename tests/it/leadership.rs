//! Who should lead, who does and where the two differ, as the tables of the communities say.
use domain::{Date, OfficeRole, Validity};
use serde_json::Value;

use crate::caller::Caller;
use crate::region::on_both;

/// What the charters say of offices: community, body, day, office, whose turn; `-` where no rule says anything.
const DUE: &str = "
bergen   pm                 2022-12-31 host       -
bergen   pm                 2023-01-01 host       municipal
bergen   pm                 2023-12-31 chair      municipal
bergen   pm                 2024-02-15 host       specialist
bergen   pm                 2024-02-15 chair      specialist
bergen   pm                 2025-06-01 host       municipal
bergen   pm                 2026-06-01 host       specialist
bergen   pm                 2027-06-01 host       municipal
bergen   ssu                2022-09-01 chair      municipal
bergen   ssu                2023-08-31 vice-chair specialist
bergen   ssu                2023-09-01 chair      specialist
bergen   ssu                2024-08-31 vice-chair municipal
bergen   ssu                2026-11-22 chair      municipal
bergen   ssu                2026-11-22 vice-chair specialist
bergen   ou-bergen          2022-09-01 chair      municipal
bergen   ou-bergen          2030-01-01 vice-chair specialist
bergen   ou-bergensregionen 2026-11-22 chair      municipal
bergen   ou-bergensregionen 2026-11-22 vice-chair specialist
bergen   ou-nordhordland    2026-11-22 chair      municipal
bergen   ou-nordhordland    2026-11-22 vice-chair specialist
bergen   ou-voss            2023-11-22 chair      municipal
bergen   ou-voss            2026-11-22 vice-chair specialist
nordland ssu                2021-08-31 chair      -
nordland ssu                2021-09-01 chair      specialist
nordland ssu                2023-12-31 chair      specialist
nordland ssu                2023-12-31 vice-chair municipal
nordland ssu                2024-01-01 chair      municipal
nordland ssu                2026-12-31 chair      municipal
nordland ssu                2026-12-31 vice-chair specialist
nordland ssu                2027-01-01 chair      specialist
nordland ssu                2028-12-31 vice-chair municipal
nordland ssu                2029-01-01 chair      municipal
firklang ssu                2023-06-01 chair      sykehus-nord
firklang ssu                2024-06-01 chair      sykehus-ost
firklang ssu                2025-06-01 chair      sykehus-sor
firklang ssu                2026-06-01 chair      sykehus-vest
firklang ssu                2027-06-01 chair      sykehus-nord
";

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

async fn spans(caller: &Caller, slug: &str, body: &str, from: &str, to: &str) -> Vec<Value> {
    let path = format!("/v1/tenants/{slug}/bodies/{body}/leadership?from={from}&to={to}");
    caller.get(&path).await.expect(200).json["spans"].as_array().unwrap().clone()
}

fn turn(turn: &Value) -> &str {
    let named = [&turn["side"], &turn["party"]["key"], &turn["area"]["key"]];
    named.into_iter().find_map(Value::as_str).unwrap_or("-")
}

#[actix_web::test]
async fn the_charters_say_whose_turn_it_is() {
    on_both(async |region| {
        region.open(include_str!("../../tenants/nordland.toml"), "bodo").await;
        region.open(include_str!("charters/firklang.toml"), "klangnes").await;
        for line in DUE.lines().filter(|line| !line.is_empty()) {
            let [slug, body, day, office, due] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let caller = region.caller(&format!("{slug}-secretariat")).await;
            let spans = spans(&caller, slug, body, day, day).await;
            let mut of_office = spans.iter().filter(|span| span["office"] == office);
            let found = of_office.next().map_or("-", |span| turn(&span["should"]["turn"]));
            assert_eq!(found, due, "{line}");
            assert!(of_office.next().is_none(), "{line}: one span a day");
        }
        let caller = region.caller("firklang-secretariat").await;
        let host = spans(&caller, "firklang", "ssu", "2024-01-01", "2024-12-31").await;
        let host: Vec<_> = host.iter().filter(|span| span["office"] == "host").collect();
        let should = &host[0]["should"];
        assert_eq!((host.len(), text(&should["basis"]), &should["turn"]), (1, "meetings", &Value::Null));
        let round: Vec<_> = should["round"].as_array().unwrap().iter().map(turn).collect();
        assert_eq!(round, ["nord-ost", "midt", "vest"]);
    })
    .await;
}

#[actix_web::test]
async fn who_leads_out_of_turn_or_from_the_wrong_side_is_told_with_why() {
    on_both(async |region| {
        let (autumn, last) = (Date::constant(2025, 9, 1), Date::constant(2026, 8, 31));
        region
            .cast("bergen", |cast| {
                let chair = cast.seat("ou-voss-sjukehus", cast.party("helse-bergen"), 1);
                cast.elect("ou-voss", OfficeRole::Chair, chair, Validity { from: Some(autumn), to: None });
                let municipal = cast.seat("ssu-kommunar", cast.area("nordhordland"), 1);
                let specialist = cast.seat("ssu-haraldsplass", cast.party("haraldsplass"), 1);
                // From September 2025 the chair is the specialist side's, from September 2026 the municipalities'.
                cast.elect("ssu", OfficeRole::Chair, specialist, Validity { from: Some(autumn), to: None });
                cast.elect("ssu", OfficeRole::ViceChair, municipal, Validity { from: Some(autumn), to: Some(last) });
            })
            .await;
        let caller = region.caller("bergen-auditor").await;
        let ou = spans(&caller, "bergen", "ou-voss", "2025-08-01", "2025-12-31").await;
        let told = |span: &Value| {
            let reasons: Vec<_> = span["reasons"].as_array().unwrap().iter().map(text).map(str::to_owned).collect();
            let days = format!("{} {}–{}", text(&span["office"]), text(&span["from"]), text(&span["to"]));
            (days, span["differs"] == true, reasons.join(" "))
        };
        let all: Vec<_> = ou.iter().map(told).collect();
        assert_eq!(
            all,
            [
                ("chair 2025-08-01–2025-08-31".into(), true, "vacant".into()),
                ("chair 2025-09-01–2025-12-31".into(), true, "wrong-side".into()),
                ("vice-chair 2025-08-01–2025-12-31".into(), false, "nothing-recorded".into()),
            ]
        );
        assert_eq!(text(&ou[1]["does"][0]["side"]), "specialist");
        assert_eq!(text(&ou[1]["does"][0]["party"]["key"]), "helse-bergen");
        let ssu = spans(&caller, "bergen", "ssu", "2026-08-01", "2026-10-31").await;
        let all: Vec<_> = ssu.iter().map(told).collect();
        assert_eq!(
            all,
            [
                ("chair 2026-08-01–2026-08-31".into(), false, String::new()),
                ("chair 2026-09-01–2026-10-31".into(), true, "wrong-side".into()),
                ("vice-chair 2026-08-01–2026-08-31".into(), false, String::new()),
                ("vice-chair 2026-09-01–2026-10-31".into(), true, "vacant".into()),
            ]
        );
    })
    .await;
}

#[actix_web::test]
async fn at_most_twenty_years_in_their_order_are_told() {
    on_both(async |region| {
        let caller = region.caller("bergen-auditor").await;
        let path = "/v1/tenants/bergen/bodies/pm/leadership";
        let year = domain::oslo_date(region.clock.now()).year();
        let told = caller.get(path).await.expect(200).json;
        assert_eq!((text(&told["from"]), text(&told["to"])), (&*format!("{year}-01-01"), &*format!("{year}-12-31")));
        caller.get(&format!("{path}?from=2020-01-01&to=2039-12-31")).await.expect(200);
        for days in ["from=2020-01-01&to=2040-01-01", "from=2025-01-02&to=2025-01-01"] {
            let refused = caller.get(&format!("{path}?{days}")).await.expect(400);
            assert_eq!(refused.faults(), [("?to".to_owned(), "date-order".to_owned())], "{days}");
        }
        caller.get("/v1/tenants/bergen/bodies/ikkje-her/leadership").await.expect(404);
    })
    .await;
}
