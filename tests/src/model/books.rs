//! What the model knows: who has how much, what was sold, what is in the drawer and on the shelf. Every act says
//! what comes of it, or the word with which a shop must refuse it; what is refused changes nothing.

use super::prices::{FEE, PRICES, in_coins, pieces, with_tax};

/// Where a sale stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub enum Stage {
    Pending,
    Processing,
    Preparing,
    Ready,
    Shipped,
    Delivered,
    Cancelled,
    Refunded,
}

/// How something is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Cash,
    Card,
    Wallet,
}

/// What was taken for a sale, and what of it went back.
#[derive(Debug, Clone)]
pub struct Taken {
    pub way: Way,
    pub cents: i64,
    pub back: i64,
}

/// Pieces of one dish.
#[derive(Debug, Clone)]
pub struct Pieces {
    pub dish: usize,
    pub count: i64,
    pub worth: i64,
    pub back: i64,
}

/// A return that was asked for.
#[derive(Debug, Clone)]
pub struct Wish {
    pub line: usize,
    pub count: i64,
    /// What was agreed to, once it was.
    pub agreed: Option<i64>,
    pub goods_come_back: bool,
    pub were_received: bool,
}

/// One sale.
#[derive(Debug, Clone)]
pub struct Sale {
    pub guest: Option<usize>,
    pub is_delivery: bool,
    pub lines: Vec<Pieces>,
    pub fee: i64,
    pub fee_back: i64,
    pub total: i64,
    pub taken: Vec<Taken>,
    pub back: i64,
    pub stage: Stage,
    pub left_the_shelf: bool,
    pub wish: Option<Wish>,
}

/// What is to be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    All,
    Cents(i64),
    Line(usize, i64),
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Books {
    pub wallets: Vec<i64>,
    pub sales: Vec<Sale>,
    pub drawer: i64,
    pub shelf: [i64; PRICES.len()],
    pub promised: [i64; PRICES.len()],
}

type Said<T = ()> = Result<T, &'static str>;

impl Sale {
    /// Of so many pieces of some dishes.
    pub fn new(guest: Option<usize>, is_delivery: bool, wanted: &[(usize, i64)]) -> Self {
        let nets: Vec<i64> = wanted.iter().map(|(dish, count)| PRICES[*dish] * count).collect();
        let lines = wanted.iter().zip(with_tax(&nets));
        let lines: Vec<Pieces> = lines
            .map(|((dish, count), worth)| Pieces { dish: *dish, count: *count, worth, back: 0 })
            .collect();
        let fee = if is_delivery { FEE } else { 0 };
        let total = fee + lines.iter().map(|line| line.worth).sum::<i64>();
        let (taken, stage) = (Vec::new(), Stage::Pending);
        Self {
            guest,
            is_delivery,
            lines,
            fee,
            fee_back: 0,
            total,
            taken,
            back: 0,
            stage,
            left_the_shelf: false,
            wish: None,
        }
    }

    /// What came in.
    pub fn paid(&self) -> i64 {
        self.taken.iter().map(|taken| taken.cents).sum()
    }

    /// What is still to come.
    pub fn due(&self) -> i64 {
        if self.stage >= Stage::Cancelled { 0 } else { self.total - self.paid() }
    }

    fn has_begun(&self) -> bool {
        (Stage::Preparing..=Stage::Delivered).contains(&self.stage)
    }

    /// Where it goes next.
    pub fn next(&self) -> Option<Stage> {
        Some(match self.stage {
            Stage::Pending => Stage::Processing,
            Stage::Processing => Stage::Preparing,
            Stage::Preparing => Stage::Ready,
            Stage::Ready if self.is_delivery => Stage::Shipped,
            Stage::Ready | Stage::Shipped => Stage::Delivered,
            Stage::Delivered | Stage::Cancelled | Stage::Refunded => return None,
        })
    }
}

impl Books {
    /// Somebody pays cash into a wallet.
    pub fn deposit(&mut self, guest: usize, cents: i64) {
        self.wallets[guest] += cents;
        self.drawer += cents;
    }

    /// A manager corrects a wallet.
    pub fn adjust(&mut self, guest: usize, cents: i64) -> Said {
        if self.wallets[guest] + cents < 0 {
            return Err("insufficient_funds");
        }
        self.wallets[guest] += cents;
        Ok(())
    }

    /// One gives to another.
    pub fn transfer(&mut self, from: usize, to: usize, cents: i64) -> Said {
        if from == to {
            return Err("transfer_to_self");
        }
        if self.wallets[from] < cents {
            return Err("insufficient_funds");
        }
        self.wallets[from] -= cents;
        self.wallets[to] += cents;
        Ok(())
    }

    /// A sale, paid so far as `tenders` go; without any it waits.
    pub fn sell(&mut self, mut sale: Sale, tip: i64, tenders: &[(Way, Option<i64>)]) -> Said {
        let before = self.clone();
        for line in &sale.lines {
            self.promised[line.dish] += line.count;
        }
        if !tenders.is_empty() {
            let paid = self.take(&mut sale, tip, tenders);
            if paid.is_err() {
                *self = before;
            }
            paid?;
        }
        self.sales.push(sale);
        Ok(())
    }

    /// Money for a sale that stands.
    pub fn pay(&mut self, sale: usize, tip: i64, tenders: &[(Way, Option<i64>)]) -> Said {
        let mut changed = self.sales[sale].clone();
        if changed.stage >= Stage::Cancelled {
            return Err("not_payable");
        }
        if changed.due() == 0 {
            return Ok(());
        }
        let before = self.clone();
        let paid = self.take(&mut changed, tip, tenders);
        if paid.is_err() {
            *self = before;
        }
        paid?;
        self.sales[sale] = changed;
        Ok(())
    }

    fn take(&mut self, sale: &mut Sale, tip: i64, tenders: &[(Way, Option<i64>)]) -> Said {
        sale.total += tip;
        let mut left = sale.due();
        if tenders.iter().filter_map(|(_, cents)| *cents).sum::<i64>() > left {
            return Err("overpayment");
        }
        for (_, cents) in tenders {
            let cents = cents.unwrap_or(left);
            if cents == 0 {
                return Err("invalid_input");
            }
            left -= cents;
        }
        let mut left = sale.due();
        for (way, cents) in tenders {
            let cents = cents.unwrap_or(left);
            left -= cents;
            match (way, sale.guest) {
                (Way::Cash, _) => self.drawer += in_coins(cents),
                (Way::Card, _) => {}
                (Way::Wallet, None) => return Err("invalid_input"),
                (Way::Wallet, Some(guest)) if self.wallets[guest] < cents => {
                    return Err("insufficient_funds");
                }
                (Way::Wallet, Some(guest)) => self.wallets[guest] -= cents,
            }
            sale.taken.push(Taken { way: *way, cents, back: 0 });
        }
        if sale.due() == 0 {
            self.take_off_the_shelf(sale);
        }
        Ok(())
    }

    fn take_off_the_shelf(&mut self, sale: &mut Sale) {
        if !sale.left_the_shelf {
            for line in &sale.lines {
                self.promised[line.dish] -= line.count;
                self.shelf[line.dish] -= line.count;
            }
        }
        sale.left_the_shelf = true;
    }

    /// The next step of a sale.
    pub fn advance(&mut self, sale: usize) -> Said<Stage> {
        let mut changed = self.sales[sale].clone();
        let next = changed.next().ok_or("invalid_transition")?;
        if next == Stage::Preparing {
            self.take_off_the_shelf(&mut changed);
        }
        changed.stage = next;
        self.sales[sale] = changed;
        Ok(next)
    }

    /// A sale is called off.
    pub fn cancel(&mut self, sale: usize, by_owner: bool, to_shelf: bool, our_fault: bool) -> Said {
        let mut changed = self.sales[sale].clone();
        match changed.stage {
            Stage::Cancelled => return Ok(()),
            Stage::Pending | Stage::Processing => {}
            _ if by_owner => return Err("too_late_to_cancel"),
            Stage::Delivered | Stage::Refunded => return Err("invalid_transition"),
            Stage::Preparing | Stage::Ready | Stage::Shipped => {}
        }
        for line in &changed.lines {
            let left = line.count - line.back;
            if !changed.left_the_shelf {
                self.promised[line.dish] -= left;
            } else if !changed.has_begun() || to_shelf {
                self.shelf[line.dish] += left;
            }
        }
        let rest = changed.paid() - changed.back;
        let is_paid = changed.paid() >= changed.total;
        let fee = (changed.fee - changed.fee_back).min(rest);
        let kept = if is_paid && changed.stage == Stage::Shipped && !our_fault { fee } else { 0 };
        if is_paid && rest - kept > 0 {
            changed.fee_back += fee - kept;
            changed.lines.iter_mut().for_each(|line| line.back = line.count);
        }
        let to_wallet = |way: Way| by_owner && way == Way::Cash && changed.guest.is_some();
        let moved: Vec<bool> = changed.taken.iter().map(|taken| to_wallet(taken.way)).collect();
        self.give(&mut changed, rest - kept, &moved);
        changed.stage = Stage::Cancelled;
        self.sales[sale] = changed;
        Ok(())
    }

    /// Money of a sale goes back.
    pub fn refund(
        &mut self,
        sale: usize,
        what: Back,
        our_fault: bool,
        to_wallet: bool,
        to_shelf: bool,
    ) -> Said {
        let mut changed = self.sales[sale].clone();
        if changed.paid() < changed.total {
            return Err("not_refundable");
        }
        let rest = changed.paid() - changed.back;
        let fee = (changed.fee - changed.fee_back).min(rest);
        let fee_now = if our_fault { fee } else { 0 };
        let (cents, counts): (i64, Vec<i64>) = match what {
            Back::All => {
                (rest - fee + fee_now, changed.lines.iter().map(|line| line.count - line.back).collect())
            }
            Back::Cents(cents) => (cents, vec![0; changed.lines.len()]),
            Back::Line(line, count) => {
                let of = &changed.lines[line];
                if count > of.count - of.back {
                    return Err("too_many_back");
                }
                let mut counts = vec![0; changed.lines.len()];
                counts[line] = count;
                (pieces(of.worth, of.count, of.back, count) + fee_now, counts)
            }
        };
        if cents > rest {
            return Err("refund_too_large");
        }
        if cents == 0 {
            return Err("nothing_to_refund");
        }
        changed.fee_back += fee_now.min(cents);
        let goes_to_shelf = !changed.has_begun() || to_shelf;
        for (line, count) in changed.lines.iter_mut().zip(counts) {
            line.back += count;
            if goes_to_shelf {
                self.shelf[line.dish] += count;
            }
        }
        let moved = vec![to_wallet; changed.taken.len()];
        self.give(&mut changed, cents, &moved);
        self.sales[sale] = changed;
        Ok(())
    }

    /// Gives `cents` of a sale back, from the first that was taken on; what is marked goes into the wallet.
    fn give(&mut self, sale: &mut Sale, cents: i64, into_wallet: &[bool]) {
        let mut left = cents;
        for (taken, into_wallet) in sale.taken.iter_mut().zip(into_wallet) {
            let part = left.min(taken.cents - taken.back);
            let coins = |back: i64| if back == taken.cents { in_coins(taken.cents) } else { in_coins(back) };
            match taken.way {
                Way::Cash if !into_wallet => self.drawer -= coins(taken.back + part) - coins(taken.back),
                Way::Card if !into_wallet => {}
                Way::Cash | Way::Card | Way::Wallet if part > 0 => {
                    self.wallets[sale.guest.expect("somebody's")] += part;
                }
                Way::Cash | Way::Card | Way::Wallet => {}
            }
            taken.back += part;
            left -= part;
        }
        assert_eq!(left, 0, "no more goes back than came");
        sale.back += cents;
        if sale.stage == Stage::Delivered && sale.back == sale.paid() {
            sale.stage = Stage::Refunded;
        }
    }

    /// A guest wants to give something of a sale back.
    pub fn ask_back(&mut self, sale: usize, line: usize, count: i64, goods_come_back: bool) -> Said {
        let changed = &mut self.sales[sale];
        let left = changed.lines[line].count - changed.lines[line].back;
        let is_paid = changed.paid() >= changed.total;
        if changed.stage != Stage::Delivered || !is_paid || changed.wish.is_some() || count > left {
            return Err("");
        }
        changed.wish = Some(Wish { line, count, agreed: None, goods_come_back, were_received: false });
        Ok(())
    }

    /// The manager agrees; for less by so many cents.
    pub fn agree(&mut self, sale: usize, less: i64) -> Said {
        let changed = &mut self.sales[sale];
        let rest = changed.paid() - changed.back;
        let wish = changed.wish.as_mut().filter(|wish| wish.agreed.is_none()).ok_or("")?;
        let line = &changed.lines[wish.line];
        if wish.count > line.count - line.back {
            return Err("");
        }
        let cents = (pieces(line.worth, line.count, line.back, wish.count) - less).max(0);
        if cents > rest {
            return Err("");
        }
        wish.agreed = Some(cents);
        Ok(())
    }

    /// The goods are back.
    pub fn receive(&mut self, sale: usize, to_shelf: bool) -> Said {
        let changed = &mut self.sales[sale];
        let wish = changed.wish.as_mut().filter(|wish| wish.agreed.is_some()).ok_or("")?;
        if !wish.goods_come_back || wish.were_received {
            return Err("");
        }
        wish.were_received = true;
        if to_shelf {
            self.shelf[changed.lines[wish.line].dish] += wish.count;
        }
        Ok(())
    }

    /// What was agreed to is paid back.
    pub fn pay_back(&mut self, sale: usize) -> Said {
        let mut changed = self.sales[sale].clone();
        let wish = changed.wish.clone().ok_or("")?;
        let cents = wish.agreed.ok_or("")?;
        let line = &mut changed.lines[wish.line];
        if wish.goods_come_back && !wish.were_received || wish.count > line.count - line.back {
            return Err("");
        }
        if cents > changed.paid() - changed.back {
            return Err("");
        }
        changed.lines[wish.line].back += wish.count;
        changed.wish = None;
        let moved = vec![false; changed.taken.len()];
        self.give(&mut changed, cents, &moved);
        self.sales[sale] = changed;
        Ok(())
    }

    /// The guest wants no more of it, or the manager never did.
    pub fn forget(&mut self, sale: usize, by_owner: bool) -> Said {
        let changed = &mut self.sales[sale];
        match changed.wish.take_if(|wish| !by_owner || !wish.were_received) {
            Some(_) => Ok(()),
            None => Err(""),
        }
    }

    /// Cash goes into the drawer or out of it by hand.
    pub fn move_cash(&mut self, cents: i64) -> Said {
        if self.drawer + cents < 0 {
            return Err("not_in_drawer");
        }
        self.drawer += cents;
        Ok(())
    }
}
