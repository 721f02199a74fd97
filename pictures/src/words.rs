//! What pictures say, in the languages they are read in; documents say some of it too.
use domain::{BodyType, Category, Date, DecisionRule, Language, OfficeRole, Openness, Side};

/// A text in bokmål, nynorsk and English.
pub type Words = [&'static str; 3];

/// The one in a language.
pub const fn said(words: Words, language: Language) -> &'static str {
    match language {
        Language::Bokmaal => words[0],
        Language::Nynorsk => words[1],
        Language::English => words[2],
    }
}

pub(crate) const STRUCTURE: Words = ["Struktur", "Struktur", "Structure"];
pub(crate) const SEATS: Words = ["Plasser", "Plassar", "Seats"];
pub(crate) const ON: Words = ["per", "per", "on"];
pub(crate) const LEVEL: Words = ["Nivå", "Nivå", "Level"];
pub(crate) const LOOSE_AREAS: Words =
    ["Områder uten eget organ", "Område utan eige organ", "Areas without a body of their own"];
pub(crate) const AREA: Words = ["Område", "Område", "Area"];
pub(crate) const AREA_ABOUT: Words = ["Område med kommuner", "Område med kommunar", "Area with municipalities"];
pub(crate) const REPORTS: Words =
    ["Til organ som rapporterer dit", "Til organ som rapporterer dit", "To a body that reports there"];
pub(crate) const SITS: Words = ["har plass i organet", "har plass i organet", "has seats in the body"];
pub(crate) const ONE_SIDED: Words = [
    "Organ for bare én side (her kommunene)",
    "Organ for berre éi side (her kommunane)",
    "Body of one side only (here the municipalities)",
];
pub(crate) const STRUCTURE_ABOUT: Words = [
    "Organene nivå for nivå, hvem som rapporterer til hvem, hvilke sider som har plass i dem, og områdene de arbeider for.",
    "Organa nivå for nivå, kven som rapporterer til kven, kva sider som har plass i dei, og områda dei arbeider for.",
    "The bodies level by level, which reports to which, which sides have seats in them, and the areas they serve.",
];
pub(crate) const WHO_SITS: Words = ["Sider:", "Sider:", "Sides:"];
pub(crate) const FROM: Words = ["Fra", "Frå", "From"];
pub(crate) const SEATS_ABOUT: Words = [
    "Plassene rundt bordet: kommunene til venstre, spesialisthelsetjenesten til høyre, andre over, brukerne under, og observatørene for seg.",
    "Plassane rundt bordet: kommunane til venstre, spesialisthelsetenesta til høgre, andre over, brukarane under, og observatørane for seg.",
    "The seats around the table: municipalities to the left, the specialist health service to the right, others above, users below, and observers apart.",
];
pub(crate) const ONLY: Words = ["Bare", "Berre", "Only"];
pub(crate) const NOTHING: Words =
    ["Ingen organ er synlige denne dagen.", "Ingen organ er synlege denne dagen.", "No bodies are seen on this day."];
pub(crate) const NO_SEATS: Words = [
    "Ingen plasser er fastsatt for dette organet denne dagen.",
    "Ingen plassar er fastsette for dette organet denne dagen.",
    "No seats are laid down for this body on this day.",
];
pub(crate) const NO_NUMBER: Words =
    ["Antallet er ikke fastsatt", "Talet er ikkje fastsett", "The number is not laid down"];
pub(crate) const OBSERVERS: Words = ["Observatører", "Observatørar", "Observers"];
pub(crate) const HELD: Words = ["Besatt", "Besett", "Held"];
pub(crate) const VACANT: Words = ["Ledig", "Ledig", "Vacant"];
pub(crate) const CLARIFYING: Words = ["Under avklaring", "Under avklaring", "Being clarified"];
pub(crate) const UNKNOWN: Words = ["Ikke registrert", "Ikkje registrert", "Not recorded"];
pub(crate) const DERIVED: Words =
    ["Følger av en annen plass", "Følgjer av ein annan plass", "Follows from another seat"];
pub(crate) const PER_CASE: Words = ["Bare i enkeltsaker", "Berre i einskildsaker", "For single cases only"];
pub(crate) const ORDINARY: Words = ["Egen plass", "Eigen plass", "A seat of its own"];
pub(crate) const SEAT: Words = ["Plass", "Plass", "Seat"];
pub(crate) const SHARED: Words = ["Deles av", "Delast av", "Shared by"];
pub(crate) const TWICE: Words = ["er vist over", "er vist over", "is shown above"];

/// A side of the table.
pub const fn side(side: Side) -> Words {
    match side {
        Side::Municipal => ["Kommunene", "Kommunane", "Municipalities"],
        Side::Specialist => ["Spesialisthelsetjenesten", "Spesialisthelsetenesta", "Specialist health service"],
        Side::User => ["Brukerne", "Brukarane", "Users"],
        Side::Other => ["Andre", "Andre", "Others"],
    }
}

pub(crate) const fn decision(rule: DecisionRule) -> Words {
    match rule {
        DecisionRule::None => ["Vedtar ikke", "Vedtek ikkje", "Takes no decisions"],
        DecisionRule::Advisory => ["Rådgivende", "Rådgjevande", "Advisory"],
        DecisionRule::Consensus => ["Konsensus", "Konsensus", "Consensus"],
        DecisionRule::TwoStepConsensus => ["Konsensus i to steg", "Konsensus i to steg", "Consensus in two steps"],
        DecisionRule::Vote => ["Avstemning", "Røysting", "Vote"],
    }
}

/// Nothing where no source says.
pub(crate) const fn openness(openness: Openness) -> Option<Words> {
    match openness {
        Openness::Open => Some(["åpne møter", "opne møte", "open meetings"]),
        Openness::Closed => Some(["lukkede møter", "lukka møte", "closed meetings"]),
        Openness::Unknown => None,
    }
}

/// An office.
pub const fn office(role: OfficeRole) -> Words {
    match role {
        OfficeRole::Chair => ["Leder", "Leiar", "Chair"],
        OfficeRole::ViceChair => ["Nestleder", "Nestleiar", "Vice-chair"],
        OfficeRole::Host => ["Vert", "Vert", "Host"],
        OfficeRole::SecretariatLead => ["Sekretariatsleder", "Sekretariatsleiar", "Secretariat lead"],
        OfficeRole::SecretariatDeputyLead => {
            ["Nestleder i sekretariatet", "Nestleiar i sekretariatet", "Deputy secretariat lead"]
        }
    }
}

pub(crate) const fn category(category: Category) -> Words {
    match category {
        Category::MunicipalDirector => ["Kommunedirektør", "Kommunedirektør", "Municipal director"],
        Category::SectorDirector => ["Kommunalsjef", "Kommunalsjef", "Sector director"],
        Category::Mayor => ["Ordfører", "Ordførar", "Mayor"],
        Category::CityCommissioner => ["Byråd", "Byråd", "City commissioner"],
        Category::BoardChair => ["Styreleder", "Styreleiar", "Board chair"],
        Category::HospitalDirector => ["Sykehusdirektør", "Sjukehusdirektør", "Hospital director"],
        Category::MedicalDirector => ["Fagdirektør", "Fagdirektør", "Medical director"],
        Category::ClinicDirector => ["Klinikksjef", "Klinikksjef", "Clinic director"],
        Category::CollaborationManager => ["Samhandlingsleder", "Samhandlingsleiar", "Collaboration manager"],
        Category::GeneralPractitioner => ["Fastlege", "Fastlege", "General practitioner"],
        Category::MunicipalChiefPhysician => ["Kommuneoverlege", "Kommuneoverlege", "Municipal chief physician"],
        Category::PracticeConsultant => ["Praksiskonsulent", "Praksiskonsulent", "Practice consultant"],
        Category::UserRepresentative => ["Brukerrepresentant", "Brukarrepresentant", "User representative"],
        Category::UnionRepresentative => ["Tillitsvalgt", "Tillitsvald", "Union representative"],
        Category::KsRepresentative => ["KS", "KS", "KS"],
        Category::Secretariat => ["Sekretariat", "Sekretariat", "Secretariat"],
        Category::BodyLeader => ["Leder av organ", "Leiar av organ", "Leader of a body"],
        Category::Professional => ["Fagperson", "Fagperson", "Professional"],
        Category::Lawyer => ["Jurist", "Jurist", "Lawyer"],
        Category::Other => ["Annen", "Annan", "Other"],
    }
}

pub(crate) const fn body_type(body_type: BodyType) -> Words {
    match body_type {
        BodyType::PartnershipMeeting => ["Partnerskapsmøte", "Partnarskapsmøte", "Partnership meeting"],
        BodyType::DialogueMeeting => ["Dialogmøte", "Dialogmøte", "Dialogue meeting"],
        BodyType::StrategicCommittee => {
            ["Strategisk samarbeidsutvalg", "Strategisk samarbeidsutval", "Strategic committee"]
        }
        BodyType::AreaCommittee => ["Områdeutvalg", "Områdeutval", "Area committee"],
        BodyType::ProfessionalCommittee => {
            ["Faglig samarbeidsutvalg", "Fagleg samarbeidsutval", "Professional committee"]
        }
        BodyType::ProfessionalCouncil => ["Fagråd", "Fagråd", "Professional council"],
        BodyType::Subcommittee => ["Underutvalg", "Underutval", "Subcommittee"],
        BodyType::Network => ["Nettverk", "Nettverk", "Network"],
        BodyType::WorkingGroup => ["Arbeidsgruppe", "Arbeidsgruppe", "Working group"],
        BodyType::ExecutiveCommittee => ["Arbeidsutvalg", "Arbeidsutval", "Executive committee"],
        BodyType::CollaborationArena => ["Samhandlingsarena", "Samhandlingsarena", "Collaboration arena"],
        BodyType::Secretariat => ["Sekretariat", "Sekretariat", "Secretariat"],
        BodyType::Caucus => ["Formøte", "Førmøte", "Caucus"],
    }
}

/// A day as it is written in a sentence.
pub fn written(day: Date, language: Language) -> String {
    const MONTHS: [Words; 12] = [
        ["januar", "januar", "January"],
        ["februar", "februar", "February"],
        ["mars", "mars", "March"],
        ["april", "april", "April"],
        ["mai", "mai", "May"],
        ["juni", "juni", "June"],
        ["juli", "juli", "July"],
        ["august", "august", "August"],
        ["september", "september", "September"],
        ["oktober", "oktober", "October"],
        ["november", "november", "November"],
        ["desember", "desember", "December"],
    ];
    // Months are counted from 1 to 12.
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    let dot = if language == Language::English { "" } else { "." };
    format!("{}{dot} {} {}", day.day(), said(month, language), day.year())
}
