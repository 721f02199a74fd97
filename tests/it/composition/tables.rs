//! What the charters of the two real communities say of their seats on 22 November 2026, worked out from the charters by hand.

/// Of each seat rule: the seats it gives, `-` where no greatest number is stated; and whether it holds where all of them
/// are entered as empty, and where all that must be are held and nobody has an office.
pub const BERGEN: &str = "
pm-ordforarar                             18 18 broken         holds
pm-radmenn                                18 18 broken         holds
pm-direktorar                              6  6 broken         holds
pm-styreleiarar                            6  6 broken         holds
pm-ssu-leiar                               1  1 unknown        unknown
pm-ssu-nestleiar                           1  1 unknown        unknown
pm-ou-leiarar                              4  4 unknown        unknown
pm-brukar-kommune                          1  1 broken         holds
pm-brukar-spesialist                       1  1 broken         holds
pm-fastlege                                1  1 broken         holds
pm-kommuneoverlege                         1  1 broken         holds
pm-ks                                      1  1 broken         holds
pm-hovudsamanslutningane                   1  1 broken         holds
ssu-kommunar                               4  5 broken         holds
ssu-helse-bergen-somatikk                  1  1 broken         holds
ssu-helse-bergen-psykisk-helse             1  1 broken         holds
ssu-helse-bergen-administrasjon            1  1 broken         holds
ssu-haraldsplass                           1  1 broken         holds
ssu-ideelle-psykisk-helse                  1  1 broken         holds
ssu-brukar-kommune                         1  1 broken         holds
ssu-brukar-spesialist                      1  1 broken         holds
ssu-ks                                     1  1 broken         holds
ssu-hovudsamanslutningane                  1  1 broken         holds
ssu-fastlege                               1  1 broken         holds
ssu-kommuneoverlege                        1  1 broken         holds
ssu-sekretariat                            1  1 broken         holds
ssu-ou-leiarar                             4  4 unknown        unknown
ssu-fsu-leiarar                            0  0 unknown        unknown
ou-bergen-kommunar                         1  6 broken         holds
ou-bergen-sjukehus                         0  - unknown        unknown
ou-bergen-fastlege                         1  1 broken         holds
ou-bergen-kommuneoverlege                  1  1 broken         holds
ou-bergen-brukar-kommune                   1  1 broken         holds
ou-bergen-brukar-spesialist                1  1 broken         holds
ou-bergen-hovudsamanslutningane            1  1 broken         holds
ou-bergen-sekretariat-kommune              1  1 broken         holds
ou-bergen-sekretariat-spesialist           1  1 broken         holds
ou-bergen-underutval-leiarar               0  - unknown        unknown
ou-bergensregionen-kommunar                5  5 broken         holds
ou-bergensregionen-sjukehus                0  - unknown        unknown
ou-bergensregionen-fastlege                1  1 broken         holds
ou-bergensregionen-kommuneoverlege         1  1 broken         holds
ou-bergensregionen-brukar-kommune          1  1 broken         holds
ou-bergensregionen-brukar-spesialist       1  1 broken         holds
ou-bergensregionen-hovudsamanslutningane   1  1 broken         holds
ou-bergensregionen-sekretariat-kommune     1  1 broken         holds
ou-bergensregionen-sekretariat-spesialist  1  1 broken         holds
ou-bergensregionen-underutval-leiarar      0  - unknown        unknown
ou-nordhordland-kommunar                   7  7 broken         holds
ou-nordhordland-sjukehus                   0  - unknown        unknown
ou-nordhordland-fastlege                   1  1 broken         holds
ou-nordhordland-kommuneoverlege            1  1 broken         holds
ou-nordhordland-brukar-kommune             1  1 broken         holds
ou-nordhordland-brukar-spesialist          1  1 broken         holds
ou-nordhordland-hovudsamanslutningane      1  1 broken         holds
ou-nordhordland-sekretariat-kommune        1  1 broken         holds
ou-nordhordland-sekretariat-spesialist     1  1 broken         holds
ou-nordhordland-underutval-leiarar         0  - unknown        unknown
ou-voss-kommunar                           5  5 broken         holds
ou-voss-sjukehus                           0  - unknown        unknown
ou-voss-fastlege                           1  1 broken         holds
ou-voss-kommuneoverlege                    1  1 broken         holds
ou-voss-brukar-kommune                     1  1 broken         holds
ou-voss-brukar-spesialist                  1  1 broken         holds
ou-voss-hovudsamanslutningane              1  1 broken         holds
ou-voss-sekretariat-kommune                1  1 broken         holds
ou-voss-sekretariat-spesialist             1  1 broken         holds
ou-voss-underutval-leiarar                 0  - unknown        unknown
sse-kommunar                               0  - unknown        unknown
sse-spesialist                             0  - unknown        unknown
";

/// The seats of each side, body by body.
pub const BERGEN_SIDES: &str = "
pm                 member   municipal  40 40
pm                 member   other       2  2
pm                 member   specialist 12 12
pm                 member   user        2  2
pm                 observer municipal   1  1
pm                 observer other       3  3
ssu                member   municipal   4  5
ssu                member   specialist  5  5
ssu                member   user        2  2
ssu                observer municipal   5  5
ssu                observer other       4  4
ou-bergen          member   municipal   2  7
ou-bergen          member   other       2  2
ou-bergen          member   specialist  0  -
ou-bergen          member   user        2  2
ou-bergen          observer municipal   1  1
ou-bergen          observer other       0  -
ou-bergen          observer specialist  1  1
ou-bergensregionen member   municipal   6  6
ou-bergensregionen member   other       2  2
ou-bergensregionen member   specialist  0  -
ou-bergensregionen member   user        2  2
ou-bergensregionen observer municipal   1  1
ou-bergensregionen observer other       0  -
ou-bergensregionen observer specialist  1  1
ou-nordhordland    member   municipal   8  8
ou-nordhordland    member   other       2  2
ou-nordhordland    member   specialist  0  -
ou-nordhordland    member   user        2  2
ou-nordhordland    observer municipal   1  1
ou-nordhordland    observer other       0  -
ou-nordhordland    observer specialist  1  1
ou-voss            member   municipal   6  6
ou-voss            member   other       2  2
ou-voss            member   specialist  0  -
ou-voss            member   user        2  2
ou-voss            observer municipal   1  1
ou-voss            observer other       0  -
ou-voss            observer specialist  1  1
sse                member   municipal   0  -
sse                member   specialist  0  -
";

pub const NORDLAND: &str = "
dm-styreleder               1  1 broken         holds
dm-ordforere               20 20 broken         holds
dm-kommunedirektorer       20 20 broken         holds
pm-direktor                 1  1 broken         holds
pm-kommunedirektorer       20 20 broken         holds
ssu-kommunene               7  7 broken         holds
ssu-hf                      7  7 broken         holds
ssu-fastleger               1  - broken         holds
ssu-brukere                 1  - broken         holds
fsu-kommunene               0  - unknown        unknown
fsu-hf                      0  - unknown        unknown
fsu-fastlege                1  - broken         holds
fsu-bruker                  1  - broken         holds
arena-lofoten-kommunene     0  - unknown        unknown
arena-lofoten-sykehuset     0  - unknown        unknown
arena-vesteralen-kommunene  0  - unknown        unknown
arena-vesteralen-sykehuset  0  - unknown        unknown
arena-salten-kommunene      0  - unknown        unknown
arena-salten-sykehuset      0  - unknown        unknown
ag-delregioner              3  3 broken         holds
ag-hf                       0  - unknown        unknown
ag-jurist                   1  1 broken         holds
ag-bruker                   1  1 broken         holds
ag-samhandlingssjef         1  1 broken         holds
ag-samhandlingsleder        1  1 broken         holds
sse-samhandlingssjef        1  1 broken         holds
sse-samhandlingsleder       1  1 broken         holds
sse-radgiver-salten         1  1 broken         holds
";

pub const NORDLAND_SIDES: &str = "
dm                member   municipal  20 20
dm                member   specialist  1  1
dm                observer municipal  20 20
pm                member   municipal  20 20
pm                member   specialist  1  1
ssu               member   municipal   7  7
ssu               member   other       1  -
ssu               member   specialist  7  7
ssu               member   user        1  -
fsu               member   municipal   0  -
fsu               member   other       1  -
fsu               member   specialist  0  -
fsu               member   user        1  -
arena-lofoten     member   municipal   0  -
arena-lofoten     member   specialist  0  -
arena-vesteralen  member   municipal   0  -
arena-vesteralen  member   specialist  0  -
arena-salten      member   municipal   0  -
arena-salten      member   specialist  0  -
ag-avtalerevisjon member   municipal   4  4
ag-avtalerevisjon member   other       1  1
ag-avtalerevisjon member   specialist  1  -
ag-avtalerevisjon member   user        1  1
sse               member   municipal   2  2
sse               member   specialist  1  1
";

/// The requirements of Bergen, with all seats empty, and with all held.
pub const REQUIREMENTS: [(&str, &str, &str); 4] = [
    ("ssu-kommunedirektor", "should-not-met", "unknown"),
    ("representasjon-kommunar", "broken", "holds"),
    ("representasjon-brukarar", "broken", "holds"),
    ("representasjon-fastlegar", "should-not-met", "holds"),
];

/// Where Bergen asks for users and general practitioners: the secretariat is left out.
pub const COOPERATING: [&str; 6] = ["ou-bergen", "ou-bergensregionen", "ou-nordhordland", "ou-voss", "pm", "ssu"];

/// The words of each line of a table.
pub fn lines(table: &'static str) -> Vec<Vec<&'static str>> {
    table.lines().filter(|line| !line.is_empty()).map(|line| line.split_whitespace().collect()).collect()
}
