//! The texts of every code, side by side in bokmål, nynorsk and English.
use super::Code;
use super::texts::{AGAIN, Wording};

/// The one table: a code without its texts does not compile.
pub(super) fn wording(code: Code) -> Wording {
    let says = |title, detail| Wording { title, detail, more: None };
    let says_more = |title, detail, more| Wording { title, detail, more: Some(more) };
    let says_again = |title, detail| says_more(title, detail, AGAIN);
    match code {
        Code::BadRequest => says(
            ["Forespørselen kan ikke leses", "Førespurnaden kan ikkje lesast", "The request cannot be read"],
            [
                "Forespørselen er ikke bygd slik tjenesten venter.",
                "Førespurnaden er ikkje bygd slik tenesta ventar.",
                "The request is not put together as the service expects.",
            ],
        ),
        Code::NotJson => says_more(
            ["Innholdet er ikke JSON", "Innhaldet er ikkje JSON", "The body is not JSON"],
            [
                "Innholdet må være gyldig JSON i UTF-8, og et navn kan stå bare én gang i hvert objekt.",
                "Innhaldet må vere gyldig JSON i UTF-8, og eit namn kan stå berre éin gong i kvart objekt.",
                "The body must be valid JSON in UTF-8, with each name only once in an object.",
            ],
            [
                "Feilen er ved linje {line}, kolonne {column}.",
                "Feilen er ved linje {line}, kolonne {column}.",
                "The fault is near line {line}, column {column}.",
            ],
        ),
        Code::TooDeep => says_more(
            ["For mange nivåer", "For mange nivå", "Nested too deeply"],
            [
                "Objekter og lister ligger inni hverandre i flere nivåer enn tjenesten leser.",
                "Objekt og lister ligg inni kvarandre i fleire nivå enn tenesta les.",
                "Objects and lists are nested in more levels than the service reads.",
            ],
            ["Grensen er {limit} nivåer.", "Grensa er {limit} nivå.", "The limit is {limit} levels."],
        ),
        Code::QueryInvalid => says(
            ["Feil i spørrestrengen", "Feil i spørjestrengen", "Faulty query"],
            [
                "Ett eller flere parametre er ukjente, gjentatt eller feil. Hvert av dem står i «errors».",
                "Eitt eller fleire parametrar er ukjende, gjentekne eller feil. Kvart av dei står i «errors».",
                "One or more parameters are unknown, repeated or wrong. Each is listed in “errors”.",
            ],
        ),
        Code::HeaderInvalid => says(
            ["Feil i et hode", "Feil i eit hovud", "Faulty header"],
            [
                "Et hode i forespørselen kan ikke leses. Det står i «errors».",
                "Eit hovud i førespurnaden kan ikkje lesast. Det står i «errors».",
                "A header of the request cannot be read. It is listed in “errors”.",
            ],
        ),
        Code::HeaderNotBelieved => says_more(
            ["Hodet blir ikke trodd", "Hovudet blir ikkje trudd", "The header is not believed"],
            [
                "Hvilken vei en forespørsel har kommet, kan bare oppførte mellomledd og andre regioner si. Er dette et slikt mellomledd, må den som driver regionen, føre det opp i «server.trusted_proxies».",
                "Kva veg ein førespurnad har kome, kan berre oppførte mellomledd og andre regionar seie. Er dette eit slikt mellomledd, må den som driv regionen, føre det opp i «server.trusted_proxies».",
                "Which way a request has come is for listed proxies and other regions to say. If this is such a proxy, whoever runs the region has to list it in “server.trusted_proxies”.",
            ],
            ["Hodet er «{header}».", "Hovudet er «{header}».", "The header is “{header}”."],
        ),
        Code::DigestMismatch => says(
            ["Innholdet er et annet", "Innhaldet er eit anna", "The content is another"],
            [
                "Det som kom fram, er ikke det kontrollsummen i hodet er av. Ingenting er gjort. Send det på nytt.",
                "Det som kom fram, er ikkje det kontrollsummen i hovudet er av. Ingenting er gjort. Send det på nytt.",
                "What has arrived is not what the digest in the header is of. Nothing was done. Send it again.",
            ],
        ),
        Code::CursorInvalid => says(
            ["Ugyldig sidemerke", "Ugyldig sidemerke", "Invalid cursor"],
            [
                "Sidemerket («cursor») hører ikke til denne listen slik den er spurt om nå. Bruk lenkene «next» og «prev» som de er, eller begynn uten sidemerke.",
                "Sidemerket («cursor») høyrer ikkje til denne lista slik ho er spurd om no. Bruk lenkjene «next» og «prev» som dei er, eller byrja utan sidemerke.",
                "The cursor does not belong to this list as it is asked for now. Use the links “next” and “prev” as they are, or begin without a cursor.",
            ],
        ),
        Code::Unauthenticated => says(
            ["Innlogging kreves", "Innlogging krevst", "Authentication required"],
            [
                "Forespørselen mangler et gyldig token, eller tokenet gjelder ikke for denne regionen. Hent et nytt og send det som «Authorization: Bearer», eller «DPoP» med et ferskt bevis om det er bundet til en nøkkel.",
                "Førespurnaden manglar eit gyldig token, eller tokenet gjeld ikkje for denne regionen. Hent eit nytt og send det som «Authorization: Bearer», eller «DPoP» med eit ferskt prov om det er bunde til ein nøkkel.",
                "The request has no valid token, or the token is not meant for this region. Fetch a new one and send it as “Authorization: Bearer”, or “DPoP” with a fresh proof if it is bound to a key.",
            ],
        ),
        Code::PeerRefused => says(
            ["Signaturen holder ikke", "Signaturen held ikkje", "The signature does not hold"],
            [
                "Forespørselen er signert som en annen regions, og signaturen holder ikke.",
                "Førespurnaden er signert som ein annan region sin, og signaturen held ikkje.",
                "The request is signed as another region's, and the signature does not hold.",
            ],
        ),
        Code::Forbidden => says_more(
            ["Ikke tillatt", "Ikkje tillate", "Not allowed"],
            [
                "Rettighetene dine rekker ikke til dette.",
                "Rettane dine rekk ikkje til dette.",
                "Your rights do not cover this.",
            ],
            ["Det kreves «{permission}».", "Det krevst «{permission}».", "It takes “{permission}”."],
        ),
        Code::RoleAtHomeAlone => says(
            ["Rollen gjelder bare hjemme", "Rolla gjeld berre heime", "The role counts at home alone"],
            [
                "Den som forvalter et fellesskap eller driver en region, gjør det i hjemregionen. Spør den selv, med et token for den.",
                "Den som forvaltar eit fellesskap eller driv ein region, gjer det i heimeregionen. Spør han sjølv, med eit token for han.",
                "Whoever shapes a community or runs a region does so in its home region. Ask that region itself, with a token for it.",
            ],
        ),
        Code::IssuerNotVouched => says(
            [
                "Utstederen godtas ikke herfra",
                "Utskrivaren blir ikkje godteken herifrå",
                "The issuer is not accepted from here",
            ],
            [
                "Fellesskapets hjemregion godtar ikke at denne regionen går god for brukere fra utstederen av tokenet ditt. Spør hjemregionen selv, med et token for den.",
                "Heimeregionen til fellesskapet godtek ikkje at denne regionen går god for brukarar frå utskrivaren av tokenet ditt. Spør heimeregionen sjølv, med eit token for han.",
                "The community's home region does not take this region's word for callers of your token's issuer. Ask the home region itself, with a token for it.",
            ],
        ),
        Code::ScopeMissing => says_more(
            ["Tokenet mangler et scope", "Tokenet manglar eit scope", "The token lacks a scope"],
            [
                "Tokenet er gyldig, men er ikke utstedt for denne bruken.",
                "Tokenet er gyldig, men er ikkje utferda for denne bruken.",
                "The token is valid but was not issued for this use.",
            ],
            ["Be om «{scope}».", "Be om «{scope}».", "Ask for “{scope}”."],
        ),
        Code::NotFound => says(
            ["Finnes ikke", "Finst ikkje", "Not found"],
            [
                "Det finnes ikke noe her som du har tilgang til å se.",
                "Det finst ikkje noko her som du har tilgang til å sjå.",
                "There is nothing here that you have access to see.",
            ],
        ),
        Code::RouteNotFound => says(
            ["Ukjent adresse", "Ukjend adresse", "Unknown address"],
            [
                "Tjenesten har ingen slik adresse. Adressene er beskrevet under /docs.",
                "Tenesta har inga slik adresse. Adressene er skildra under /docs.",
                "The service has no such address. Its addresses are described at /docs.",
            ],
        ),
        Code::MethodNotAllowed => says_more(
            ["Metoden finnes ikke her", "Metoden finst ikkje her", "Method not allowed"],
            [
                "Adressen finnes, men ikke med denne metoden.",
                "Adressa finst, men ikkje med denne metoden.",
                "The address exists, but not with this method.",
            ],
            ["Mulige metoder er {allow}.", "Moglege metodar er {allow}.", "Possible methods are {allow}."],
        ),
        Code::NotAcceptable => says_more(
            ["Ingen passende form", "Inga høveleg form", "Not acceptable"],
            [
                "Tjenesten kan ikke svare i noen av formene som «Accept» godtar.",
                "Tenesta kan ikkje svare i nokon av formene som «Accept» godtek.",
                "The service cannot answer in any of the forms that “Accept” allows.",
            ],
            ["Den kan svare med {accepted}.", "Ho kan svare med {accepted}.", "It can answer with {accepted}."],
        ),
        Code::RequestTimeout => says(
            ["Forespørselen kom for sent", "Førespurnaden kom for seint", "The request came too slowly"],
            [
                "Hele forespørselen kom ikke fram i tide. Ingenting er endret. Prøv igjen.",
                "Heile førespurnaden kom ikkje fram i tide. Ingenting er endra. Prøv igjen.",
                "The whole request did not arrive in time. Nothing was changed. Try again.",
            ],
        ),
        Code::Conflict => says_more(
            ["Kan ikke gjøres nå", "Kan ikkje gjerast no", "Conflict"],
            [
                "Endringen går ikke sammen med slik tilstanden er nå. Hent den på nytt og se hva som er endret.",
                "Endringa går ikkje saman med slik tilstanden er no. Hent han på nytt og sjå kva som er endra.",
                "The change does not go together with the present state. Fetch it again and see what has changed.",
            ],
            [
                "Det er «{state}». Dette kan endres mens det er: {open}.",
                "Det er «{state}». Dette kan endrast medan det er: {open}.",
                "It is “{state}”. This can be changed while it is: {open}.",
            ],
        ),
        Code::TransitionRefused => says_more(
            ["Kan ikke bli det nå", "Kan ikkje bli det no", "Cannot become that now"],
            [
                "Slik det står nå, kan det ikke bli det du ba om. Ingenting er endret.",
                "Slik det står no, kan det ikkje bli det du bad om. Ingenting er endra.",
                "From where it stands it cannot become what was asked for. Nothing was changed.",
            ],
            [
                "Det er «{state}» og kan bli: {allowed}.",
                "Det er «{state}» og kan bli: {allowed}.",
                "It is “{state}” and can become: {allowed}.",
            ],
        ),
        Code::InUse => says_more(
            ["Er i bruk", "Er i bruk", "In use"],
            [
                "Noe annet bygger fortsatt på dette. Endre eller avslutt det først.",
                "Noko anna byggjer framleis på dette. Endre eller avslutt det først.",
                "Something else still builds on this. Change or end that first.",
            ],
            ["Det gjelder {by}.", "Det gjeld {by}.", "This concerns {by}."],
        ),
        Code::IdempotencyInProgress => says(
            ["Samme forespørsel er underveis", "Same førespurnad er undervegs", "The same request is under way"],
            [
                "En forespørsel med samme «Idempotency-Key» er ikke ferdig ennå. Vent litt og send den om igjen med samme nøkkel.",
                "Ein førespurnad med same «Idempotency-Key» er ikkje ferdig enno. Vent litt og send han om att med same nøkkel.",
                "A request with the same “Idempotency-Key” has not finished yet. Wait a little and send it again with the same key.",
            ],
        ),
        Code::ResyncRequired => says(
            ["Start synkroniseringen på nytt", "Start synkroniseringa på nytt", "Synchronise again"],
            [
                "Stedet i endringsstrømmen finnes ikke lenger. Hent alt på nytt og følg strømmen derfra.",
                "Staden i endringsstraumen finst ikkje lenger. Hent alt på nytt og følg straumen derifrå.",
                "That place in the feed of changes no longer exists. Fetch everything again and follow the feed from there.",
            ],
        ),
        Code::Stale => says_more(
            ["Endret av noen andre", "Endra av nokon andre", "Changed by someone else"],
            [
                "Utgaven i «If-Match» er ikke den gjeldende. Hent på nytt, se hva som er endret, og prøv igjen.",
                "Utgåva i «If-Match» er ikkje den gjeldande. Hent på nytt, sjå kva som er endra, og prøv igjen.",
                "The version in “If-Match” is not the present one. Fetch it again, see what has changed, and try again.",
            ],
            ["Gjeldende utgave er {current}.", "Gjeldande utgåve er {current}.", "The present version is {current}."],
        ),
        Code::BodyTooLarge => says_more(
            ["For mye innhold", "For mykje innhald", "Body too large"],
            [
                "Innholdet er større enn tjenesten tar imot.",
                "Innhaldet er større enn tenesta tek imot.",
                "The body is larger than the service takes.",
            ],
            ["Grensen er {limit} byte.", "Grensa er {limit} byte.", "The limit is {limit} bytes."],
        ),
        Code::UriTooLong => says(
            ["For lang adresse", "For lang adresse", "Address too long"],
            [
                "Adressen er lengre enn tjenesten leser.",
                "Adressa er lengre enn tenesta les.",
                "The address is longer than the service reads.",
            ],
        ),
        Code::UnsupportedMediaType => says_more(
            ["Medietypen leses ikke", "Medietypen blir ikkje lesen", "Unsupported media type"],
            [
                "Innholdet har en medietype eller en koding som ikke leses her.",
                "Innhaldet har ein medietype eller ei koding som ikkje blir lesen her.",
                "The body has a media type or a coding that is not read here.",
            ],
            ["Send det som {accepted}.", "Send det som {accepted}.", "Send it as {accepted}."],
        ),
        Code::Misdirected => says_more(
            ["Feil region", "Feil region", "Wrong region"],
            [
                "Fellesskapet hører hjemme i en annen region, og forespørsler sendes ikke videre.",
                "Fellesskapet høyrer heime i ein annan region, og førespurnader blir ikkje sende vidare.",
                "The community is at home in another region, and requests are not passed on.",
            ],
            ["Spør {home}.", "Spør {home}.", "Ask {home}."],
        ),
        Code::HostUnknown => says(
            ["Ukjent vertsnavn", "Ukjent vertsnamn", "Unknown host"],
            [
                "Denne noden svarer ikke under vertsnavnet i «Host».",
                "Denne noden svarar ikkje under vertsnamnet i «Host».",
                "This node does not answer under the name in “Host”.",
            ],
        ),
        Code::Invalid => says(
            ["Noe i innholdet er feil", "Noko i innhaldet er feil", "Something in the body is wrong"],
            [
                "Ett eller flere felter er feil. Hvert av dem står i «errors». Ingenting er endret.",
                "Eitt eller fleire felt er feil. Kvart av dei står i «errors». Ingenting er endra.",
                "One or more fields are wrong. Each is listed in “errors”. Nothing was changed.",
            ],
        ),
        Code::IdempotencyMismatch => says(
            ["Nøkkelen er brukt", "Nøkkelen er brukt", "Key used before"],
            [
                "Denne «Idempotency-Key» er brukt med et annet innhold. Bruk en ny nøkkel for en ny forespørsel.",
                "Denne «Idempotency-Key» er brukt med eit anna innhald. Bruk ein ny nøkkel for ein ny førespurnad.",
                "This “Idempotency-Key” was used with another body. Use a new key for a new request.",
            ],
        ),
        Code::PreconditionRequired => says(
            ["«If-Match» mangler", "«If-Match» manglar", "“If-Match” is missing"],
            [
                "Send «If-Match» med taggen («ETag») fra utgaven du endrer, så ingen skriver over hverandre.",
                "Send «If-Match» med taggen («ETag») frå utgåva du endrar, så ingen skriv over kvarandre.",
                "Send “If-Match” with the “ETag” of the version you are changing, so that nobody overwrites anyone.",
            ],
        ),
        Code::RateLimited => says_again(
            ["For mange forespørsler", "For mange førespurnader", "Too many requests"],
            [
                "Du har sendt flere forespørsler enn du kan på kort tid.",
                "Du har sendt fleire førespurnader enn du kan på kort tid.",
                "You have sent more requests than you may in a short time.",
            ],
        ),
        Code::HeadersTooLarge => says(
            ["For store hoder", "For store hovud", "Headers too large"],
            [
                "Hodene i forespørselen er større enn tjenesten leser.",
                "Hovuda i førespurnaden er større enn tenesta les.",
                "The headers of the request are larger than the service reads.",
            ],
        ),
        Code::Internal => says(
            ["Feil hos oss", "Feil hos oss", "Our fault"],
            [
                "Noe gikk galt i tjenesten. Feilen er registrert; oppgi «traceId» om du spør om den.",
                "Noko gjekk gale i tenesta. Feilen er registrert; oppgje «traceId» om du spør om han.",
                "Something went wrong in the service. It has been recorded; name “traceId” if you ask about it.",
            ],
        ),
        Code::PeerAnswerInvalid => says(
            [
                "Svaret fra hjemregionen holder ikke",
                "Svaret frå heimeregionen held ikkje",
                "The home region's answer does not hold",
            ],
            [
                "Svaret fra regionen der fellesskapet hører hjemme, brøt av eller lot seg ikke bekrefte. Om noe ble endret, vites ikke: send det på nytt med samme «Idempotency-Key», eller se etter først.",
                "Svaret frå regionen der fellesskapet høyrer heime, braut av eller let seg ikkje stadfeste. Om noko vart endra, veit ein ikkje: send det på nytt med same «Idempotency-Key», eller sjå etter først.",
                "The answer of the region in which the community is at home broke off or could not be verified. Whether anything was changed is not known: send it again with the same “Idempotency-Key”, or look first.",
            ],
        ),
        Code::Overloaded => says_again(
            ["Tjenesten har for mye å gjøre", "Tenesta har for mykje å gjere", "The service is too busy"],
            [
                "Køen er full. Ingenting er endret.",
                "Køen er full. Ingenting er endra.",
                "The queue is full. Nothing was changed.",
            ],
        ),
        Code::Unavailable => says_again(
            ["Lageret svarer ikke", "Lageret svarar ikkje", "The store does not answer"],
            [
                "Tjenesten når ikke lageret sitt nå.",
                "Tenesta når ikkje lageret sitt no.",
                "The service cannot reach its store just now.",
            ],
        ),
        Code::Migrating => says_again(
            ["Fellesskapet oppgraderes", "Fellesskapet blir oppgradert", "The community is being upgraded"],
            [
                "Lageret til fellesskapet er ikke klart for denne versjonen av tjenesten ennå.",
                "Lageret til fellesskapet er ikkje klart for denne versjonen av tenesta enno.",
                "The community's store is not ready for this version of the service yet.",
            ],
        ),
        Code::Moving => says_again(
            ["Fellesskapet flyttes", "Fellesskapet blir flytta", "The community is being moved"],
            [
                "Fellesskapet er på vei til en annen region og kan leses, men ikke endres. Ingenting er endret.",
                "Fellesskapet er på veg til ein annan region og kan lesast, men ikkje endrast. Ingenting er endra.",
                "The community is on its way to another region: it can be read, not changed. Nothing was changed.",
            ],
        ),
        Code::DirectoryDisputed => says_again(
            [
                "Fellesskapets hjem er omstridt",
                "Heimen til fellesskapet er omstridd",
                "The community's home is disputed",
            ],
            [
                "Mer enn én region sier at fellesskapet hører hjemme der. Ingenting er endret.",
                "Meir enn éin region seier at fellesskapet høyrer heime der. Ingenting er endra.",
                "More than one region says that the community is at home there. Nothing was changed.",
            ],
        ),
        Code::PeerUnavailable => says_again(
            ["Hjemregionen kan ikke nås", "Heimeregionen kan ikkje nåast", "The home region cannot be reached"],
            [
                "Regionen der fellesskapet hører hjemme, kan ikke nås herfra nå. Ingenting er endret.",
                "Regionen der fellesskapet høyrer heime, kan ikkje nåast herifrå no. Ingenting er endra.",
                "The region in which the community is at home cannot be reached from here just now. Nothing was changed.",
            ],
        ),
        Code::PeerDeadline => says(
            [
                "Hjemregionen svarte ikke i tide",
                "Heimeregionen svara ikkje i tide",
                "The home region did not answer in time",
            ],
            [
                "Regionen der fellesskapet hører hjemme, svarte ikke i tide. Om noe ble endret, vites ikke: send det på nytt med samme «Idempotency-Key», eller se etter først.",
                "Regionen der fellesskapet høyrer heime, svara ikkje i tide. Om noko vart endra, veit ein ikkje: send det på nytt med same «Idempotency-Key», eller sjå etter først.",
                "The region in which the community is at home did not answer in time. Whether anything was changed is not known: send it again with the same “Idempotency-Key”, or look first.",
            ],
        ),
        Code::LoopDetected => says(
            ["Forespørselen går i ring", "Førespurnaden går i ring", "The request goes round"],
            [
                "Forespørselen er alt sendt videre én gang, og fellesskapet hører ikke hjemme her heller.",
                "Førespurnaden er alt send vidare éin gong, og fellesskapet høyrer ikkje heime her heller.",
                "The request was passed on once already, and the community is not at home here either.",
            ],
        ),
        Code::SharedIncomplete => says_again(
            ["Ikke alt kan vises", "Ikkje alt kan visast", "Not everything can be told"],
            [
                "Det som er kjent fra minst én region, er gammelt eller ufullstendig, og det ble bedt om alt eller ingenting.",
                "Det som er kjent frå minst éin region, er gammalt eller ufullstendig, og det vart bede om alt eller ingenting.",
                "What is known of at least one region is old or incomplete, and all or nothing was asked for.",
            ],
        ),
        Code::Deadline => says_again(
            ["Tiden gikk ut", "Tida gjekk ut", "Time ran out"],
            [
                "Forespørselen ble ikke ferdig i tide. Ingenting er endret.",
                "Førespurnaden vart ikkje ferdig i tide. Ingenting er endra.",
                "The request did not finish in time. Nothing was changed.",
            ],
        ),
    }
}
