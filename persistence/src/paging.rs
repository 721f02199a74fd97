//! Pages of a list: seek, never offset, forward and backward.
use domain::policy::Sight;
use domain::{Side, Visibility};
use uuid::Uuid;

use crate::column::Word;

/// Which way a page lies from the row it is sought from. Its rows come nearest first: those before it against the order
/// of the list.
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

/// The same for a table that is listed by its key, which no two rows share, or in the order its rows were made.
macro_rules! paged_by_key {
    ($query:expr, $page:expr, $table:ident) => {{
        use $crate::paging::{Direction, Sort};
        let q = $query;
        let q = match ($page.sort, &$page.seek) {
            (Sort::Name, None) => q.order($table::key.asc()),
            (Sort::Name, Some((Direction::Forward, place))) => {
                q.filter($table::key.gt(&place.name)).order($table::key.asc())
            }
            (Sort::Name, Some((Direction::Backward, place))) => {
                q.filter($table::key.lt(&place.name)).order($table::key.desc())
            }
            (Sort::Created, _) => $crate::paging::paged_by_id!(q, $page, $table),
        };
        q.limit($page.limit)
    }};
}
pub(crate) use paged_by_key;

/// Narrows a boxed query to the rows with these ids, where some are named.
macro_rules! among {
    ($query:expr, $ids:expr, $table:ident) => {
        match $ids {
            None => $query,
            Some(ids) => {
                let ids: Vec<$crate::column::Id> = ids.iter().map(|id| $crate::column::Id(id.0)).collect();
                $query.filter($table::id.eq_any(ids))
            }
        }
    };
}
pub(crate) use among;

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

/// Narrows a query on a table with validity to what is in force on any day after one; what was taken back before it
/// began is on none.
macro_rules! reaching {
    ($query:expr, $day:expr, $table:ident) => {
        $query.filter($table::valid_to.is_null().or($table::valid_to.gt($crate::column::On($day)))).filter(
            $table::valid_from.is_null().or($table::valid_to.is_null()).or($table::valid_to.ge($table::valid_from)),
        )
    };
}
pub(crate) use reaching;

/// Narrows a query on a table with validity to what has its last day within a span, both its days included.
macro_rules! ending {
    ($query:expr, $span:expr, $table:ident) => {
        match $span {
            None => $query,
            Some((first, last)) => $query
                .filter($table::valid_to.ge($crate::column::On(first)))
                .filter($table::valid_to.le($crate::column::On(last))),
        }
    };
}
pub(crate) use ending;

/// Narrows a boxed query on a table with `visibility` to what a caller sees; a table without sides shows nothing that
/// belongs to one. Of bodies, those sat in are seen whatever their visibility. Values in a fixed number of places, since SQLite prepares a list of values anew each time.
macro_rules! seen {
    ($query:expr, $sight:expr, $table:ident) => {{
        let q = $query;
        if $sight.is_everything() {
            q
        } else {
            let [a, b, c, d] = $crate::paging::visibilities($sight);
            let wide = $table::visibility.eq(a).or($table::visibility.eq(b));
            q.filter(wide.or($table::visibility.eq(c)).or($table::visibility.eq(d)))
        }
    }};
    ($query:expr, $sight:expr, $table:ident, bodies) => {{
        let q = $query;
        if $sight.is_everything() {
            // What is one side's but names none is nobody's.
            let one_sided = $crate::column::Word(domain::Visibility::Side);
            q.filter($table::visibility.ne(one_sided).or($table::side.is_not_null()))
        } else {
            let [a, b, c, d] = $crate::paging::visibilities($sight);
            let wide = $table::visibility.eq(a).or($table::visibility.eq(b));
            let whole = wide.or($table::visibility.eq(c)).or($table::visibility.eq(d));
            match $crate::paging::sides($sight) {
                None => $crate::paging::or_own!(q, whole, $sight, $table),
                Some([a, b, c, d]) => {
                    let side = $table::side.eq(a).or($table::side.eq(b)).or($table::side.eq(c)).or($table::side.eq(d));
                    let of_side = $table::visibility.eq($crate::column::Word(domain::Visibility::Side)).and(side);
                    $crate::paging::or_own!(q, whole.or(of_side.assume_not_null()), $sight, $table)
                }
            }
        }
    }};
}
pub(crate) use seen;

/// Narrows a boxed query on bodies to those that fit, and those the caller sits in.
macro_rules! or_own {
    ($query:expr, $fits:expr, $sight:expr, $table:ident) => {
        if $sight.own.is_empty() {
            $query.filter($fits)
        } else {
            let own = $sight.own.iter().map(|body| $crate::column::Id(body.0));
            $query.filter($fits.or($table::id.eq_any(own)))
        }
    };
}
pub(crate) use or_own;

/// The bodies a caller sees, for a table that speaks of bodies to be narrowed to.
macro_rules! seen_bodies {
    ($scope:expr, $sight:expr) => {{
        use $crate::schema::body;
        let q = body::table.filter(body::tenant_id.eq($scope)).select(body::id.nullable()).into_boxed();
        $crate::paging::seen!(q, $sight, body, bodies)
    }};
}
pub(crate) use seen_bodies;

/// The visibilities a caller sees whatever the side, the widest again where there are fewer.
pub(crate) fn visibilities(sight: &Sight) -> [Word<Visibility>; 4] {
    let whole = [Visibility::Public, Visibility::Community, Visibility::Body, Visibility::Secretariat];
    whole.map(|visibility| Word(if sight.sees(visibility, None) { visibility } else { Visibility::Public }))
}

/// The sides a caller sees, one of them again where there are fewer.
pub(crate) fn sides(sight: &Sight) -> Option<[Word<Side>; 4]> {
    let one = *sight.sides.first()?;
    let all = [Side::Municipal, Side::Specialist, Side::User, Side::Other];
    Some(all.map(|side| Word(if sight.sides.contains(&side) { side } else { one })))
}
