//! Where one is: kept roots, a stack of children upon the current one, and the places one came from.

use std::collections::BTreeMap;

use crate::screens::Screen;
use crate::screens::route::Root;

/// All screens that are alive. There is always one on top.
#[derive(Debug)]
pub struct Nav {
    roots: BTreeMap<Root, Screen>,
    current: Root,
    children: Vec<Screen>,
}

impl Nav {
    /// Starts at a root.
    pub fn new(root: Root, screen: Screen) -> Self {
        Nav { roots: BTreeMap::from([(root, screen)]), current: root, children: Vec::new() }
    }

    /// The root that one is in.
    pub fn root(&self) -> Root {
        self.current
    }

    /// The screen on top; `None` cannot happen while the current root is in the map, which `enter` guarantees.
    pub fn top(&self) -> Option<&Screen> {
        self.children.last().or_else(|| self.roots.get(&self.current))
    }

    /// Every screen of this place, from the root upwards.
    pub fn stack(&self) -> impl Iterator<Item = &Screen> {
        self.roots.get(&self.current).into_iter().chain(&self.children)
    }

    /// The screen that has so many below it, to change it.
    pub fn nth_mut(&mut self, depth: usize) -> Option<&mut Screen> {
        match depth.checked_sub(1) {
            None => self.roots.get_mut(&self.current),
            Some(child) => self.children.get_mut(child),
        }
    }

    /// Takes away what is stacked above the lowest `count` screens; the root always stays.
    pub fn keep(&mut self, count: usize) {
        self.children.truncate(count.saturating_sub(1));
    }

    /// Whether this root is alive.
    pub fn has(&self, root: Root) -> bool {
        self.roots.contains_key(&root)
    }

    /// Whether one is in this root, with nothing stacked upon it.
    pub fn is_at(&self, root: Root) -> bool {
        self.current == root && self.children.is_empty()
    }

    /// Goes to a root that is alive already; `false` if it is not.
    pub fn revisit(&mut self, root: Root) -> bool {
        let alive = self.roots.contains_key(&root);
        if alive {
            self.current = root;
            self.children.clear();
        }
        alive
    }

    /// Goes to a root, with a new screen for it.
    pub fn enter(&mut self, root: Root, screen: Screen) {
        self.roots.insert(root, screen);
        self.current = root;
        self.children.clear();
    }

    /// Stacks a view.
    pub fn push(&mut self, screen: Screen) {
        self.children.push(screen);
    }

    /// Takes the topmost stacked view away; `false` if there is none.
    pub fn pop(&mut self) -> bool {
        self.children.pop().is_some()
    }

    /// Every living screen, to tell them the news.
    pub fn each_mut(&mut self) -> impl Iterator<Item = &mut Screen> {
        self.roots.values_mut().chain(self.children.iter_mut())
    }
}
