//! Which product lies on which letter: fifteen a page. The first page has the featured ones and is filled up
//! with the first of every section; after it the menu comes section by section.

use comanda_core::catalog::Product;

/// The letters, as they lie on a keyboard.
pub const LETTERS: [char; 15] = ['q', 'w', 'e', 'r', 't', 'a', 's', 'd', 'f', 'g', 'z', 'x', 'c', 'v', 'b'];

/// What is on the letters at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickPage {
    /// "Featured", or the section's name.
    pub title: String,
    /// Places on the menu, at most one for each letter.
    pub products: Vec<usize>,
}

/// The pages for `products`, each of which lies in the section at the same place of `sections`.
pub fn pages(products: &[Product], sections: &[usize]) -> Vec<QuickPage> {
    let mut order: Vec<usize> = (0..products.len()).collect();
    order.sort_by_key(|index| (sections[*index], *index));
    let mut pages = split("Featured", &featured(products, sections, &order));
    for section in order.chunk_by(|a, b| sections[*a] == sections[*b]) {
        pages.extend(split(&products[section[0]].category_name, section));
    }
    pages
}

/// The featured products, and where they leave letters free the first of each section, then the second, …
fn featured(products: &[Product], sections: &[usize], order: &[usize]) -> Vec<usize> {
    let mut featured: Vec<usize> = (0..products.len()).filter(|index| products[*index].is_featured).collect();
    if featured.is_empty() || featured.len() >= LETTERS.len() {
        return featured;
    }
    let mut others: Vec<(usize, usize)> = Vec::with_capacity(order.len());
    for section in order.chunk_by(|a, b| sections[*a] == sections[*b]) {
        others.extend(section.iter().filter(|index| !products[**index].is_featured).copied().enumerate());
    }
    others.sort_by_key(|(turn, _)| *turn);
    let free = LETTERS.len() - featured.len();
    featured.extend(others.into_iter().map(|(_, index)| index).take(free));
    featured
}

fn split(title: &str, products: &[usize]) -> Vec<QuickPage> {
    let parts = products.chunks(LETTERS.len());
    let several = parts.len() > 1;
    parts
        .enumerate()
        .map(|(number, part)| QuickPage {
            title: if several { format!("{title} {}", number + 1) } else { title.to_owned() },
            products: part.to_vec(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use comanda_core::money::Currency;
    use comanda_core::wire::MenuView;

    use super::*;

    /// Sections of these sizes; the products at `featured` are.
    fn menu(sizes: &[usize], featured: &[usize]) -> (Vec<Product>, Vec<usize>) {
        let sections: Vec<usize> = sizes
            .iter()
            .enumerate()
            .flat_map(|(section, size)| std::iter::repeat_n(section, *size))
            .collect();
        let product = |(index, section): (usize, &usize)| {
            let view: MenuView = serde_json::from_value(serde_json::json!({
                "shop": { "name": "", "currency": "USD", "time_zone": "UTC", "tax_mode": "exclusive",
                          "tax_rate": "10.00", "delivery_fee": "0.00" },
                "categories": [],
                "products": [{
                    "id": "product_01h455vb4pex5vsknk084sn02q", "name": format!("p{index}"), "description": "",
                    "price": "1.00", "sale_price": null, "tax_rate": "10.00", "image": null, "tags": [],
                    "category": { "id": "category_01h455vb4pex5vsknk084sn02q", "name": format!("s{section}") },
                    "attributes": [], "options": [], "is_available": true,
                    "is_featured": featured.contains(&index), "allergens": [], "stock": null,
                    "sold_out_until": null, "sku": null, "plu": null, "barcode": null,
                    "created_at": "2026-11-22T12:00:00Z", "updated_at": "2026-11-22T12:00:00Z", "version": 1
                }]
            }))
            .unwrap();
            view.products[0].to_product(Currency::default()).unwrap()
        };
        (sections.iter().enumerate().map(product).collect(), sections)
    }

    #[test]
    fn letters_that_featured_products_leave_free_take_the_first_of_each_section() {
        let (products, sections) = menu(&[20, 2, 1], &[5, 21]);
        let pages = pages(&products, &sections);
        assert_eq!(pages[0].products, [5, 21, 0, 20, 22, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
        let titles: Vec<&str> = pages.iter().map(|page| page.title.as_str()).collect();
        assert_eq!(titles, ["Featured", "s0 1", "s0 2", "s1", "s2"]);
    }

    #[test]
    fn a_menu_without_featured_products_comes_section_by_section() {
        let (products, sections) = menu(&[2, 1], &[]);
        let titles: Vec<String> = pages(&products, &sections).into_iter().map(|page| page.title).collect();
        assert_eq!(titles, ["s0", "s1"]);
    }
}
