//! Where somebody may sit who asks the server for something, and what they show it: the columns of
//! [`routes`](crate::routes).

use comanda_sdk::wire::accounts::CreateUser;
use comanda_sdk::{DeviceRole, Role};

use crate::Shop;
use crate::forge::{self, Forge, Signing};
use crate::shop::PASSWORD;

/// A seat. The last three were an admin's: whatever they still open is open to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seat {
    /// Nobody signed in.
    Anonymous,
    /// A customer; where a path names something of a customer's, it is theirs.
    Customer,
    /// Another customer.
    Stranger,
    /// A screen at which customers order, with its key.
    Kiosk,
    /// A till, with its key.
    Counter,
    /// Another system, with its key.
    Integrator,
    /// Staff.
    Staff,
    /// A manager.
    Manager,
    /// An admin.
    Admin,
    /// With an access token that has ended.
    Expired,
    /// With the access token of a session that was signed out.
    Revoked,
    /// With the access token of an account that was switched off.
    Deactivated,
}

/// How many they are.
pub const SEATS: usize = 12;

impl Seat {
    /// Every seat, in the order of [`Route::verdicts`](crate::routes::Route::verdicts).
    pub const ALL: [Self; SEATS] = [
        Self::Anonymous,
        Self::Customer,
        Self::Stranger,
        Self::Kiosk,
        Self::Counter,
        Self::Integrator,
        Self::Staff,
        Self::Manager,
        Self::Admin,
        Self::Expired,
        Self::Revoked,
        Self::Deactivated,
    ];
}

impl Shop {
    /// What somebody in this seat shows: an access token, a key, or nothing. The same every time, until
    /// [`Shop::forget`].
    pub async fn token(&self, seat: Seat) -> Option<String> {
        let role = match seat {
            Seat::Anonymous => return None,
            Seat::Customer => Role::Customer,
            Seat::Staff => Role::Staff,
            Seat::Manager => Role::Manager,
            Seat::Admin => Role::Admin,
            Seat::Stranger => return Some(access(&self.signed_in_as("stranger").await)),
            other => return Some(self.kept_token(other).await),
        };
        Some(access(&self.signed_in(role).await))
    }

    async fn kept_token(&self, seat: Seat) -> String {
        if let Some(known) = self.kept_tokens().get(&seat).cloned() {
            return known;
        }
        let token = match seat {
            Seat::Kiosk => self.new_key(DeviceRole::Kiosk).await,
            Seat::Counter => self.new_key(DeviceRole::Counter).await,
            Seat::Integrator => self.new_key(DeviceRole::Integrator).await,
            Seat::Revoked => self.signed_out().await,
            Seat::Deactivated => self.switched_off().await,
            _ => self.ended(&access(&self.signed_in(Role::Admin).await)),
        };
        self.kept_tokens().insert(seat, token.clone());
        token
    }

    /// The secret of a new key.
    pub async fn new_key(&self, role: DeviceRole) -> String {
        let admin = self.signed_in(Role::Admin).await;
        admin.api_keys().create(role.as_str(), role).await.unwrap().secret.into_exposed()
    }

    async fn signed_out(&self) -> String {
        let admin = self.client();
        admin.login(Role::Admin.as_str(), PASSWORD).await.unwrap();
        let token = access(&admin);
        admin.logout().await.unwrap();
        token
    }

    async fn switched_off(&self) -> String {
        let admin = self.signed_in(Role::Admin).await;
        let second = admin.users().create(&second_admin()).await.unwrap();
        let client = self.client();
        client.login(&second.username, PASSWORD).await.unwrap();
        let token = access(&client);
        admin.users().deactivate(second.id).await.unwrap();
        token
    }

    /// `token` as it would be, had it been given out an hour earlier.
    fn ended(&self, token: &str) -> String {
        let mut claims = forge::claims(token);
        for time in ["iat", "nbf", "exp"] {
            claims[time] = (claims[time].as_i64().unwrap() - 3600).into();
        }
        let key = Forge::of(self.data_dir()).token_key();
        forge::token(Signing::Hs256, r#"{"typ":"JWT","alg":"HS256"}"#, &claims.to_string(), &key)
    }
}

fn access(client: &comanda_sdk::Client) -> String {
    client.tokens().unwrap().access
}

fn second_admin() -> CreateUser {
    CreateUser {
        username: "retired".to_owned(),
        email: "retired@example.com".to_owned(),
        password: PASSWORD.into(),
        first_name: String::new(),
        last_name: String::new(),
        role: Role::Admin,
        pin: None,
    }
}
