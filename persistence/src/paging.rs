//! Pages of a list: seek, never offset, forward and backward.
use uuid::Uuid;

/// Which way a page lies from the row it is sought from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The rows after it.
    Forward,
    /// The rows before it.
    Backward,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By name, as a Norwegian reader expects.
    #[default]
    Name,
    /// In the order the rows were made.
    Created,
}

/// The row a page is sought from: its place in either order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The row's sort key; unused in the order of creation.
    pub name: String,
    /// The row's id.
    pub id: Uuid,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// In which order.
    pub sort: Sort,
    /// From where and which way; from the start where nothing is said.
    pub seek: Option<(Direction, Place)>,
    /// How many rows at most.
    pub limit: i64,
}

impl Page {
    /// Rows come back against their order when sought backward; this puts them right.
    pub(crate) fn in_order<T>(&self, mut rows: Vec<T>) -> Vec<T> {
        if matches!(self.seek, Some((Direction::Backward, _))) {
            rows.reverse();
        }
        rows
    }
}

/// Narrows a boxed query on a table with `sort_key` and `id` to one page. The first comparison lets either engine start
/// in the middle of the index, however deep the page lies.
macro_rules! paged {
    ($query:expr, $page:expr, $table:ident) => {{
        use $crate::paging::{Direction, Sort};
        let q = $query;
        let q = match ($page.sort, &$page.seek) {
            (Sort::Name, None) => q.order(($table::sort_key.asc(), $table::id.asc())),
            (Sort::Name, Some((Direction::Forward, place))) => {
                let id = $crate::column::Id(place.id);
                q.filter($table::sort_key.ge(&place.name))
                    .filter($table::sort_key.gt(&place.name).or($table::id.gt(id)))
                    .order(($table::sort_key.asc(), $table::id.asc()))
            }
            (Sort::Name, Some((Direction::Backward, place))) => {
                let id = $crate::column::Id(place.id);
                q.filter($table::sort_key.le(&place.name))
                    .filter($table::sort_key.lt(&place.name).or($table::id.lt(id)))
                    .order(($table::sort_key.desc(), $table::id.desc()))
            }
            (Sort::Created, _) => $crate::paging::paged_by_id!(q, $page, $table),
        };
        q.limit($page.limit)
    }};
}
pub(crate) use paged;

/// The same for a table that is listed in the order its rows were made.
macro_rules! paged_by_id {
    ($query:expr, $page:expr, $table:ident) => {{
        use $crate::paging::Direction;
        let q = $query;
        let q = match &$page.seek {
            None => q.order($table::id.asc()),
            Some((Direction::Forward, place)) => {
                q.filter($table::id.gt($crate::column::Id(place.id))).order($table::id.asc())
            }
            Some((Direction::Backward, place)) => {
                q.filter($table::id.lt($crate::column::Id(place.id))).order($table::id.desc())
            }
        };
        q.limit($page.limit)
    }};
}
pub(crate) use paged_by_id;

/// Narrows a boxed query on a table with validity to what is in force on a day, where one is asked for.
macro_rules! in_force {
    ($query:expr, $day:expr, $table:ident) => {
        match $day {
            None => $query,
            Some(day) => {
                let day = $crate::column::On(day);
                $query
                    .filter($table::valid_from.is_null().or($table::valid_from.le(day)))
                    .filter($table::valid_to.is_null().or($table::valid_to.ge(day)))
            }
        }
    };
}
pub(crate) use in_force;

/// Narrows a boxed query on a table with `visibility` to what a caller sees; a table without sides shows nothing that
/// belongs to one. Of bodies, those sat in are seen whatever their visibility.
macro_rules! seen {
    ($query:expr, $sight:expr, $table:ident) => {
        $query.filter($table::visibility.eq_any($crate::paging::visibilities($sight)))
    };
    ($query:expr, $sight:expr, $table:ident, bodies) => {{
        let of_side = $table::visibility
            .eq($crate::column::Word(domain::Visibility::Side))
            .and($table::side.eq_any($sight.sides.iter().copied().map($crate::column::Word)));
        let own = $table::id.eq_any($sight.own.iter().map(|body| $crate::column::Id(body.0)));
        let common = $table::visibility.eq_any($crate::paging::visibilities($sight));
        $query.filter(common.or(of_side.assume_not_null()).or(own))
    }};
}
pub(crate) use seen;

/// The visibilities a caller sees whatever the side.
pub(crate) fn visibilities(sight: &domain::policy::Sight) -> Vec<crate::column::Word<domain::Visibility>> {
    use domain::{Visibility, Words};
    let whole = Visibility::ALL.iter().copied().filter(|v| *v != Visibility::Side && sight.sees(*v, None));
    whole.map(crate::column::Word).collect()
}
