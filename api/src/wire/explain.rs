//! What a problem's `type` leads to: a page for people about one code.
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use domain::{Language, Words as _};

use super::{ApiError, Code, language, texts};

/// `GET /problems/{code}`: what the code means, in the asked language.
pub async fn explain(request: HttpRequest, code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let known = Code::ALL.iter().copied().find(|known| known.word() == code.as_str());
    let language = language(request.headers());
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_LANGUAGE, language.word()))
        .insert_header((VARY, "Accept-Language"))
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(page(known.ok_or(Code::NotFound)?, language)))
}

fn page(code: Code, language: Language) -> String {
    let (word, status, title) = (code.word(), code.status(), texts::title(code, language));
    let detail = texts::detail(code, language, &[]);
    let [label, all] = match language {
        Language::Bokmaal => ["Kode", "Alle kodene"],
        Language::Nynorsk => ["Kode", "Alle kodane"],
        Language::English => ["Code", "All codes"],
    };
    let mut list = String::new();
    for other in Code::ALL {
        let (word, title) = (other.word(), texts::title(*other, language));
        list.push_str(&format!("<li><a href=\"/problems/{word}\">{word}</a> {title}</li>\n"));
    }
    // Nothing here comes from the caller, so nothing needs escaping.
    format!(
        "<!doctype html>\n<html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n\
         <main><h1>{title}</h1>\n<p>{detail}</p>\n<p>{label}: <code>{word}</code>, HTTP {status}</p>\n\
         <h2>{all}</h2>\n<ul>\n{list}</ul></main></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_in_every_language() {
        for &code in Code::ALL {
            for &language in Language::ALL {
                let page = page(code, language);
                assert!(page.contains(texts::title(code, language)) && page.contains(code.word()), "{code:?}");
            }
        }
    }
}
