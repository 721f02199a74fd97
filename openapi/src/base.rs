//! What the contract says before its first operation: what it is, who may call, what the tags mean.
use utoipa::openapi::security::{ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme};
use utoipa::openapi::{Contact, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, tag::TagBuilder};

const ABOUT: &str = "\
Service for Norwegian *helsefellesskap*: cooperation bodies in which a health trust and its municipalities decide things \
together. Each community is a tenant with a structure of its own.\n\n\
**Authorize** with a client of the region's own issuer (`/oauth/token`) or with a token of a configured issuer. What is \
published needs no token. A token proves who calls; the community's own grants decide what the caller may do.\n\n\
Names and enumerations are English; descriptions give the Norwegian term in italics.";

/// Tags in alphabetical order, each with what it gathers.
const TAGS: &[(&str, &str)] = &[
    ("areas", "Municipalities grouped, often around a hospital (*områdeutval*, *lokal arena*)."),
    ("bodies", "The organs in which a community decides and works (*organ*)."),
    ("calendars", "Meetings for calendar programs, and the private addresses these read (*kalenderar*)."),
    ("cases", "What is reported and treated, and the papers put before bodies (*saker*, *saksframlegg*)."),
    ("changes", "What changes, and everything there is, as the caller may see it (*endringar*)."),
    ("charter", "The whole structure as one document, read, checked and applied (*forfatning*)."),
    ("grants", "Roles given to persons and systems (*roller*)."),
    ("imports", "Cases and meetings of earlier years, entered from files (*historikk*)."),
    ("journal", "The log of everything that was done, chained entry by entry (*journal*)."),
    ("meetings", "When bodies meet, what they take up and who was there (*møte*, *sakliste*, *frammøte*)."),
    ("memberships", "Who holds which seat or stands in for whom, and when (*medlemskap*, *vara*)."),
    ("minutes", "What meetings did, from draft to published (*referat*, *protokoll*)."),
    ("notices", "What was sent to those who are called to meetings, and what became of it (*innkallingar*)."),
    ("offices", "Who leads a body, hosts it or leads its secretariat (*verv*)."),
    ("parties", "The organisations that form a community (*partar*)."),
    ("persons", "People known to a community, and how to reach them (*personar*)."),
    ("provisions", "What is laid down of seats, leadership, composition and target groups (*føresegner*)."),
    ("regions", "The regions that act as one, and which communities are at home in each (*regionar*)."),
    ("seats", "Who sits where by the charter's rules, and what follows from it (*plassar*)."),
    ("settings", "What a community decides about how the service works for it (*innstillingar*)."),
    ("structure", "The whole tree of a community in one answer (*struktur*)."),
    ("tenants", "The communities that live in this region (*helsefellesskap*)."),
    ("tokens", "Tokens from the region's own issuer."),
    ("webhooks", "Other systems that are told of changes, and what became of each message (*webhookar*)."),
];

/// The contract without operations. `scopes` are those of the policy, each with what it opens.
pub fn base(version: &str, scopes: &[(&str, &str)]) -> OpenApi {
    let info = InfoBuilder::new()
        .title("helsefellesskap")
        .version(version)
        .description(Some(ABOUT))
        .contact(Some(Contact::new()))
        .license(Some(LicenseBuilder::new().name("MIT").url(Some("https://opensource.org/license/mit")).build()))
        .build();
    let flow = ClientCredentials::new("/oauth/token", Scopes::from_iter(scopes.iter().copied()));
    let oauth2 = OAuth2::with_description(
        [Flow::ClientCredentials(flow)],
        "Client credentials at the region's own issuer, where it is enabled. Tokens are JWTs handled by the best current \
         practices of RFC8725.",
    );
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some(
            "A token of any configured issuer (Maskinporten for systems, HelseID or another OIDC provider for people), for \
             this region alone; verified by RFC8725. One that is bound to a key is sent with the `DPoP` scheme and a proof \
             (RFC9449) instead.",
        ))
        .build();
    let mut contract = OpenApiBuilder::new().info(info).build();
    let components = contract.components.get_or_insert_default();
    components.add_security_scheme("oauth2", SecurityScheme::OAuth2(oauth2));
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let tags = TAGS.iter().map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build());
    contract.tags = Some(tags.collect());
    contract
}
