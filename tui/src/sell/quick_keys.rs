//! Which product lies on which letter: fifteen a page, the featured ones first, then section by section.

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
    let featured: Vec<usize> = (0..products.len()).filter(|index| products[*index].is_featured).collect();
    let mut order: Vec<usize> = (0..products.len()).collect();
    order.sort_by_key(|index| (sections[*index], *index));
    let mut pages = split("Featured", &featured);
    for section in order.chunk_by(|a, b| sections[*a] == sections[*b]) {
        pages.extend(split(&products[section[0]].category_name, section));
    }
    pages
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
