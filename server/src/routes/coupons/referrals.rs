//! `/api/coupons/referrals/`: passing one's own code on, and saying who recommended the shop. Anybody with an account
//! may, for themselves: staff are customers, too.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::referrals;
use comanda_core::wire::referrals::{Invite, Invited, MyReferrals, RedeemReferral, Redeemed};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::mail::letters;
use crate::once::{Command, Told};
use crate::openapi::tags;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(mine)).routes(routes!(invite)).routes(routes!(redeem))
}

/// One's own recommendations
///
/// The code to pass on (made when it is first asked for), who came with it, and what that brought. Of others it shows
/// a given name, or the first letters of the user name.
#[utoipa::path(
    get, path = "/api/coupons/referrals/me/", operation_id = "get_own_referrals", tag = tags::COUPONS,
    responses((status = 200, description = "Code and bonuses", body = MyReferrals)),
    security(("bearer" = [])),
)]
pub async fn mine(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.write(move |tx| referrals::mine(tx, &actor, now)).await?)
}

/// Invite somebody by mail
///
/// A letter with the own code goes to the address: one by each person to each address, and ten a day. The answer is the
/// same whether or not anybody has an account with it.
#[utoipa::path(
    post, path = "/api/coupons/referrals/", operation_id = "invite_friend", tag = tags::COUPONS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = Invite,
    responses(
        (status = 201, description = "The letter is on its way", body = Invited),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`referrals_not_offered`, `referral_self`, `already_invited`"),
        (status = 429, description = "`too_many_requests`: ten letters went out within a day"),
    ),
    security(("bearer" = [])),
)]
pub async fn invite(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<Invite>,
) -> Result<Response, Failure> {
    let (by, now, told) = (actor.clone(), clock::now(), Told::default());
    let telling = told.clone();
    let invited = app.write_once(&actor, once, move |tx| {
        let (invited, letter) = referrals::invite(tx, &by, &body, now)?;
        telling.set(Some(letter));
        answer::of(StatusCode::CREATED, &invited)
    });
    let answered = invited.await?;
    if let Some(letter) = told.take() {
        app.mail().post(letters::invitation(&letter));
    }
    Ok(answer::send(answered))
}

/// Say who recommended the shop
///
/// With an account that has ordered nothing yet. Whoever recommended it is thanked once the first order is delivered,
/// paid, and cannot be returned any more.
#[utoipa::path(
    post, path = "/api/coupons/referrals/redeem/", operation_id = "redeem_referral", tag = tags::COUPONS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = RedeemReferral,
    responses(
        (status = 201, description = "Taken down", body = Redeemed),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`unknown_referral_code`, `referral_self`, `referral_not_new`, `referral_redeemed`, `referrals_not_offered`"),
    ),
    security(("bearer" = [])),
)]
pub async fn redeem(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<RedeemReferral>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let redeemed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::CREATED, &referrals::redeem(tx, &by, &body, now)?)
    });
    Ok(answer::send(redeemed.await?))
}
