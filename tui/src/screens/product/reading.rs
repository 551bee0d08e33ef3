//! What the lines of a product's form say. Only what was changed is sent, so that two people who change
//! different things do not undo each other's.

use comanda_core::catalog::{OptionGroupDraft, menu_csv};
use comanda_core::money::{Amount, Currency};
use comanda_core::text;
use comanda_core::wire::catalog::{OptionForm, OptionGroupForm};
use comanda_core::wire::{OptionGroupView, OptionView, ProductForm};

use super::{
    ALLERGENS, AVAILABLE, BARCODE, CRITICAL, DESCRIPTION, Editing, FEATURED, MIN, NAME, OPTIONS, PICTURE,
    PLU, PRICE, SALE_PRICE, SECTION, SKU, STOCK, Save, TAGS, TRACKED,
};
use crate::amounts;
use crate::screens::form::FormDialog;

/// What is to be sent, or what is wrong with which line.
pub fn save(form: &FormDialog, editing: &Editing, currency: Currency) -> Result<Save, (usize, String)> {
    let reading = Reading { form, editing, currency };
    let name = form.said(SECTION);
    let known = editing.sections.iter().find(|(_, other)| *other == name).map(|(id, _)| *id);
    let is_new = editing.id.is_none();
    if is_new {
        for label in [NAME, SECTION, PRICE] {
            if form.said(label).is_empty() {
                return Err((reading.place(label), "It needs one.".to_owned()));
            }
        }
    }
    let section_changes = is_new || reading.changed(SECTION).is_some();
    let tracked = reading.changed(TRACKED).map(|said| said == "yes");
    let wanted = ProductForm {
        name: reading.changed(NAME),
        description: reading.changed(DESCRIPTION),
        price: match reading.amount(PRICE)? {
            Money::Some(amount) => Some(amount),
            Money::Same | Money::None => None,
        },
        sale_price: match reading.amount(SALE_PRICE)? {
            Money::Same => None,
            Money::None => Some(None),
            Money::Some(amount) => Some(Some(amount)),
        },
        category_id: known.filter(|_| section_changes),
        tags: reading.changed(TAGS).map(|said| words(&said)),
        allergens: reading.changed(ALLERGENS).map(|said| words(&said)),
        options: reading.options()?,
        is_available: reading.changed(AVAILABLE).map(|said| said == "yes"),
        is_featured: reading.changed(FEATURED).map(|said| said == "yes"),
        sku: reading.changed(SKU).map(some),
        plu: reading.changed(PLU).map(some),
        barcode: reading.changed(BARCODE).map(some),
        track_stock: tracked,
        initial_stock: reading.count(STOCK)?,
        low_stock_threshold: reading.count(MIN)?,
        critical_threshold: reading.count(CRITICAL)?,
        version: editing.version,
        ..ProductForm::default()
    };
    let picture = some(form.said(PICTURE));
    Ok(Save {
        key: editing.key.clone(),
        id: editing.id,
        form: wanted,
        section: (section_changes && known.is_none()).then_some(name).filter(|name| !name.is_empty()),
        picture,
    })
}

/// The words between commas, those of other scripts too.
fn words(said: &str) -> Vec<String> {
    said.split([',', '،', '、', ';']).map(text::line).filter(|word| !word.is_empty()).collect()
}

fn some(said: String) -> Option<String> {
    Some(said).filter(|said| !said.is_empty())
}

/// What a line with money says.
enum Money {
    /// What it said before.
    Same,
    /// Nothing any more.
    None,
    /// This much.
    Some(Amount),
}

/// A form that is being read.
struct Reading<'a> {
    form: &'a FormDialog,
    editing: &'a Editing,
    currency: Currency,
}

impl Reading<'_> {
    fn place(&self, label: &str) -> usize {
        self.form.fields.iter().position(|line| line.label == label).unwrap_or(0)
    }

    /// What a line says, where it says something else than at first. Of a new product everything that says
    /// something is new.
    fn changed(&self, label: &str) -> Option<String> {
        let said = self.form.said(label);
        self.form.line(label)?;
        if self.editing.id.is_none() {
            return some(said);
        }
        let before = self.editing.before.iter().find(|(other, _)| *other == label);
        (before.map(|(_, before)| text::line(before)) != Some(said.clone())).then_some(said)
    }

    /// What a line with money says, where it changes; nothing stands for no money.
    fn amount(&self, label: &str) -> Result<Money, (usize, String)> {
        let Some(said) = self.changed(label) else { return Ok(Money::Same) };
        if said.is_empty() {
            return Ok(Money::None);
        }
        match amounts::typed(&said, self.currency) {
            Ok(money) => Ok(Money::Some(self.currency.amount(money))),
            Err(error) => Err((self.place(label), format!("{error}."))),
        }
    }

    fn count(&self, label: &str) -> Result<Option<u32>, (usize, String)> {
        match self.changed(label).filter(|said| !said.is_empty()) {
            None => Ok(None),
            Some(said) => match said.parse() {
                Ok(count) => Ok(Some(count)),
                Err(_) => Err((self.place(label), "Type a number, 0 or more.".to_owned())),
            },
        }
    }

    /// All questions, where one of them changes: a line that stands as it was keeps its question as it is.
    fn options(&self) -> Result<Option<Vec<OptionGroupForm>>, (usize, String)> {
        let now: Vec<(usize, String)> = self
            .form
            .fields
            .iter()
            .enumerate()
            .filter(|(_, line)| line.label == OPTIONS)
            .map(|(place, line)| (place, text::line(line.field.text())))
            .collect();
        let before: Vec<String> = self
            .editing
            .before
            .iter()
            .filter(|(label, _)| *label == OPTIONS)
            .map(|(_, said)| text::line(said))
            .collect();
        let says =
            |lines: &[String]| lines.iter().filter(|said| !said.is_empty()).cloned().collect::<Vec<_>>();
        let said: Vec<String> = now.iter().map(|(_, said)| said.clone()).collect();
        if said.iter().zip(&before).all(|(now, before)| now == before) && says(&said) == says(&before) {
            return Ok(None);
        }
        let mut groups = Vec::new();
        for (number, (place, said)) in now.iter().enumerate().filter(|(_, (_, said))| !said.is_empty()) {
            let known = self.editing.groups.get(number);
            match known.filter(|_| before.get(number) == Some(said)) {
                Some(group) => groups.push(as_it_is(group)),
                None => groups.extend(self.groups(said, known).map_err(|problem| (*place, problem))?),
            }
        }
        Ok(Some(groups))
    }

    fn groups(&self, said: &str, known: Option<&OptionGroupView>) -> Result<Vec<OptionGroupForm>, String> {
        let drafts = menu_csv::options(said, self.currency)?;
        let form = |(number, draft): (usize, OptionGroupDraft)| OptionGroupForm {
            id: known.filter(|_| number == 0).map(|group| group.id),
            name: text::line(&draft.name),
            min: draft.min,
            max: draft.max,
            options: draft
                .options
                .into_iter()
                .map(|option| OptionForm {
                    id: None,
                    name: text::line(&option.name),
                    price: self.currency.amount(option.price),
                })
                .collect(),
        };
        Ok(drafts.into_iter().enumerate().map(form).collect())
    }
}

fn as_it_is(group: &OptionGroupView) -> OptionGroupForm {
    let option = |option: &OptionView| OptionForm {
        id: Some(option.id),
        name: option.name.clone(),
        price: option.price,
    };
    OptionGroupForm {
        id: Some(group.id),
        name: group.name.clone(),
        min: group.min,
        max: group.max,
        options: group.options.iter().map(option).collect(),
    }
}
