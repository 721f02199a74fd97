//! `/.well-known/helsefellesskap`: what this region publishes for others, and for its peers what only they may know.
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use utoipa_actix_web::service_config::ServiceConfig;

use super::document::DirectoryView;
use super::hop::Hop;
use super::signature::Fields;
use crate::guard::{InRegion, ReadTenants};
use crate::resource;
use crate::wire::{ApiError, Query, Reply};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_directory));
}

/// Get the directory
///
/// What this region (*region*) says of itself – its address, its keys, its version – and of the communities at home here,
/// each part signed. A community that is listed for its members only, and how far journals have come, is told to peers
/// alone: regions whose request is signed (RFC 9421) with a key this region has listed.
#[utoipa::path(get, path = "/.well-known/helsefellesskap", operation_id = "get_directory", tag = "regions",
    responses((status = 200, description = "The directory", body = DirectoryView)))]
async fn get_directory(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    let (request, node, deadline) = (caller.request(), &caller.facts().node, caller.facts().deadline);
    Query::of(request).finish()?;
    let hop = Hop::of(request, node, b"", deadline).await?;
    let announced = node.announcer.now(node, deadline).await?;
    let is_peer = hop.as_ref().is_some_and(|hop| hop.peer.is_some());
    let told = if is_peer { &announced.whole } else { &announced.public };
    let is_held = told.tag.is_held(request.headers());
    let (status, content) =
        if is_held { (StatusCode::NOT_MODIFIED, &b""[..]) } else { (StatusCode::OK, &told.bytes[..]) };
    let tag = told.tag.to_string();
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, Reply::PRIVATE)).insert_header((VARY, "Authorization, Signature-Input"));
    response.insert_header((ETAG, tag.as_str()));
    if let Some(hop) = hop {
        for header in hop.sign_answer(node, status.as_u16(), Fields::default().and("etag", tag.as_str()), content)? {
            response.insert_header(header);
        }
    }
    if is_held {
        return Ok(response.finish());
    }
    Ok(response.insert_header((CONTENT_TYPE, "application/json")).body(content.to_vec()))
}
