//! Where each target group is worked for: how much weight the bodies that serve an area give it.
use crate::{AreaId, BodyId, Date, ProvisionId, Structure};

/// A body's weight on a target group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighing {
    /// The body.
    pub body: BodyId,
    /// The emphasis that says so.
    pub emphasis: ProvisionId,
    /// From 1, some, to 5, above all else.
    pub weight: u8,
}

/// One area and one target group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The area.
    pub area: AreaId,
    /// The target group.
    pub target_group: ProvisionId,
    /// The greatest weight; none where no body of the area has given it any.
    pub weight: Option<u8>,
    /// Who gives it weight, the greatest first.
    pub by: Vec<Weighing>,
}

/// Every area and every target group in force on a day, area by area, from the emphases of the bodies that serve the
/// area. A body that serves the whole community speaks for no area.
pub fn emphasis_matrix(structure: &Structure, day: Date) -> Vec<Cell> {
    let cell = |area: AreaId, target_group: ProvisionId| {
        let serving = |body: BodyId| structure.body(body).is_some_and(|body| body.area == Some(area));
        let theirs = structure
            .emphases_on(day)
            .filter(|(_, emphasis)| emphasis.target_group == target_group && serving(emphasis.body));
        let mut by: Vec<Weighing> = theirs
            .map(|(provision, emphasis)| Weighing {
                body: emphasis.body,
                emphasis: provision.id,
                weight: emphasis.weight,
            })
            .collect();
        by.sort_by_key(|weighing| std::cmp::Reverse(weighing.weight));
        Cell { area, target_group, weight: by.first().map(|weighing| weighing.weight), by }
    };
    let areas = structure.areas.iter().filter(|area| area.validity.holds(day));
    let groups: Vec<_> = structure.target_groups_on(day).map(|(provision, _)| provision.id).collect();
    areas.flat_map(|area| groups.iter().map(|group| cell(area.id, *group)).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests;
