//! Walking lists: by page number, by cursor, by page token, or in one reply (API reference 1.2).
//!
//! A list may change while it is walked; then pages disagree on the total, an item comes twice, or one is
//! missing. [`Api::collect`] notices, walks once more, and says at last whether the list is whole, because
//! whoever takes an incomplete list for a whole one believes that tokens are gone.

use std::collections::HashSet;
use std::future::pending;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::endpoint::Paged;
use super::envelope::{Opened, PageInfo};
use super::error::ApiError;
use super::governor::Lane;
use super::{Api, Terms};

/// How a list is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `page` and `per_page`.
    Numbered {
        /// Items asked for per page; 5–50 for most lists.
        per_page: u32,
    },
    /// `cursor` and `per_page`.
    Cursor {
        /// Items asked for per page.
        per_page: u32,
    },
    /// `page_token` and `page_size`: the organizations family.
    PageToken {
        /// Items asked for per page; at most 1,000.
        page_size: u32,
    },
    /// Not divided: everything comes at once.
    Whole,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// Items that could not be read, each with the reason.
    pub unreadable: Vec<String>,
    /// Items in all, if the server said so on this page.
    pub total: Option<u64>,
    info: PageInfo,
    /// `result` was null: nothing was said about the items.
    unsaid: bool,
}

impl<T> Page<T> {
    fn rows(&self) -> u64 {
        (self.items.len() + self.unreadable.len()) as u64
    }
}

/// A list that was walked to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    /// Its items, in the order of the server.
    pub items: Vec<T>,
    /// Whether that is all there is: the pages agreed, nothing came twice, nothing is missing or unreadable.
    pub complete: bool,
    /// Items that could not be read, each with the reason.
    pub unreadable: Vec<String>,
}

/// Pages that are asked for at the same time once the total is known; the governor has the last word.
const ABREAST: usize = 4;
/// Pages after which a list is taken to be endless: 200,000 items at 50 a page. One whose pages only repeat what came
/// before is, as soon as a whole page has.
const MOST_PAGES: u64 = 4_000;

/// Where a walk stands.
#[derive(Clone, Debug, Default)]
struct Place {
    pages: u64,
    rows: u64,
    /// Pages in all, where the server told them and not the items.
    promised: Option<u64>,
    cursor: Option<String>,
}

impl Place {
    /// Takes a page in; whether another one must be asked for.
    fn after<T>(&mut self, page: &Page<T>, style: Style) -> bool {
        self.pages += 1;
        self.rows += page.rows();
        self.promised = page.info.total_pages.filter(|_| page.total.is_none());
        if page.rows() == 0 || self.pages >= MOST_PAGES {
            return false;
        }
        match style {
            Style::Whole => false,
            Style::Cursor { .. } | Style::PageToken { .. } => {
                let next = page.info.cursor.clone();
                let moved = next.is_some() && next != self.cursor;
                self.cursor = next;
                moved
            }
            Style::Numbered { per_page } => match (page.total, self.promised) {
                (Some(total), _) => self.rows < total,
                (None, Some(pages)) => self.pages < pages,
                (None, None) => page.rows() >= page.info.per_page.unwrap_or(u64::from(per_page)),
            },
        }
    }
}

impl Api {
    /// Walks a list to its end, several pages at a time once the first has told how many there are, and a
    /// second time if it changed meanwhile.
    ///
    /// # Errors
    /// The first page that could not be had.
    pub async fn collect<E: Paged>(&self, endpoint: &E, lane: Lane) -> Result<Listing<E::Item>, ApiError> {
        let first = self.walk(endpoint, lane).await?;
        // What never ends does not end the second time either.
        let walk = if first.agreed || first.endless { first } else { self.walk(endpoint, lane).await? };
        for why in &walk.unreadable {
            tracing::warn!(list = endpoint.info().name, why, "an item cannot be read");
        }
        let complete = walk.agreed && walk.unreadable.is_empty();
        Ok(Listing { items: walk.items, complete, unreadable: walk.unreadable })
    }

    async fn walk<E: Paged>(&self, endpoint: &E, lane: Lane) -> Result<Walk<E::Item>, ApiError> {
        let mut walk = Walk::new();
        let mut place = Place::default();
        let first = self.page(endpoint, 1, None, lane).await?;
        let mut more = place.after(&first, E::STYLE);
        let rest = rest_of(&first, E::STYLE).filter(|_| more);
        walk.take::<E>(first);
        if let Some(last) = rest {
            let mut pages = stream::iter(2..=last)
                .map(|number| self.page(endpoint, number, None, lane))
                .buffered(ABREAST);
            // The total may be wrong: a page that is the last one counts more than what was promised.
            while more && let Some(page) = pages.try_next().await? {
                more = place.after(&page, E::STYLE);
                more &= walk.take::<E>(page);
            }
        }
        while more {
            let page = self.page(endpoint, place.pages + 1, place.cursor.clone(), lane).await?;
            more = place.after(&page, E::STYLE);
            more &= walk.take::<E>(page);
        }
        walk.endless = place.pages >= MOST_PAGES;
        walk.agreed &= !walk.endless
            && walk.total.is_none_or(|total| total == place.rows)
            && place.promised.is_none_or(|pages| pages <= place.pages);
        Ok(walk)
    }

    async fn page<E: Paged>(
        &self,
        endpoint: &E,
        number: u64,
        cursor: Option<String>,
        lane: Lane,
    ) -> Result<Page<E::Item>, ApiError> {
        let mut query = endpoint.query();
        match E::STYLE {
            Style::Numbered { per_page } => {
                query.push(("page", number.to_string()));
                query.push(("per_page", per_page.to_string()));
            }
            Style::Cursor { per_page } => {
                query.push(("per_page", per_page.to_string()));
                query.extend(cursor.map(|cursor| ("cursor", cursor)));
            }
            Style::PageToken { page_size } => {
                query.push(("page_size", page_size.to_string()));
                query.extend(cursor.map(|token| ("page_token", token)));
            }
            Style::Whole => {}
        }
        let terms = Terms { lane, credential: &self.0.credential, stop: pending() };
        self.exchange(endpoint, query, None, terms, |opened| read_page(endpoint, opened)).await
    }
}

/// The number of the last page, where the first page tells it.
fn rest_of<T>(first: &Page<T>, style: Style) -> Option<u64> {
    let Style::Numbered { per_page } = style else { return None };
    // What the server says it gives counts more than what was asked for. A first page that is shorter than that
    // does not make the others short: dividing by it would ask for pages that nobody has.
    let full = first.info.per_page.unwrap_or(u64::from(per_page)).max(first.rows()).max(1);
    let pages = first.info.total_count?.div_ceil(full);
    Some(pages.min(MOST_PAGES))
}

fn read_page<E: Paged>(endpoint: &E, opened: Opened<'_>) -> Result<Page<E::Item>, String> {
    let rows = opened.result.map(|result| endpoint.rows(result)).transpose()?;
    let unsaid = rows.is_none();
    let mut items = Vec::new();
    let mut unreadable = Vec::new();
    for row in rows.unwrap_or_default() {
        match endpoint.read_item(row) {
            Ok(item) => items.push(item),
            Err(why) => unreadable.push(why),
        }
    }
    Ok(Page { items, unreadable, total: opened.info.total_count, info: opened.info, unsaid })
}

struct Walk<T> {
    items: Vec<T>,
    unreadable: Vec<String>,
    seen: HashSet<String>,
    total: Option<u64>,
    agreed: bool,
    endless: bool,
}

impl<T> Walk<T> {
    fn new() -> Self {
        Walk {
            items: Vec::new(),
            unreadable: Vec::new(),
            seen: HashSet::new(),
            total: None,
            agreed: true,
            endless: false,
        }
    }

    /// Takes a page in; whether it told anything that no page before it had. A server that repeats itself has no end.
    fn take<E: Paged<Item = T>>(&mut self, page: Page<T>) -> bool {
        let (before, repeats) = (self.items.len(), !page.items.is_empty());
        let same_total = page.total.is_none() || self.total.is_none() || page.total == self.total;
        self.agreed &= same_total && !page.unsaid;
        self.total = page.total.or(self.total);
        for item in page.items {
            if self.seen.insert(E::key(&item)) {
                self.items.push(item);
            } else {
                self.agreed = false;
            }
        }
        self.unreadable.extend(page.unreadable);
        !repeats || self.items.len() > before
    }
}
