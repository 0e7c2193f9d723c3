//! Partitions that stand in fewer racks than they could get more, where the plan is to balance.

use super::loads::Aim;
use super::state::{Slot, State};

impl State<'_> {
    /// Moves replicas that share a rack to racks their partition is not in. What ranks above the
    /// racks does not get worse by it.
    pub(super) fn mend_racks(&mut self) {
        if self.ranks.of(Aim::Racks) == 0 {
            return;
        }
        let racks = self.roster.open_racks();
        let mut partitions = self.ledger.order().to_vec();
        if self.strict() {
            // all are mended: the largest first, since the smaller ones even out what they leave;
            // else what can be mended for the fewest bytes
            partitions.reverse();
        }
        for partition in partitions {
            let wanted = self.lists.part(partition).wanted.min(racks);
            while self.racks_now(partition) < wanted {
                let Some((at, to)) = self.mending(partition) else {
                    break;
                };
                let from = self.broker(at);
                self.relocate(at, to);
                if !self.strict() && !self.ledger.affordable() {
                    from.inspect(|from| self.relocate(at, *from));
                    break;
                }
            }
        }
    }

    /// The best move of a replica that brings its partition to one more rack.
    fn mending(&self, partition: usize) -> Option<(Slot, usize)> {
        let mut slots: Vec<(Slot, usize)> = (self.lists.now(partition).iter().enumerate())
            .map(|(slot, from)| (Slot { partition, slot }, *from))
            .collect();
        // a copy that is made anyway first, then one whose leader stays, then the fullest
        slots.sort_by_key(|(at, from)| {
            (
                self.lists.held(partition, *from),
                at.slot == 0 && self.leader_kept(partition),
                -self.loads.of(Aim::Replicas, *from),
            )
        });
        slots.into_iter().find_map(|(at, _)| {
            let serves = |to: usize| {
                !self.lists.holds(partition, to)
                    && (self.effect(at, to))
                        .is_some_and(|effect| effect.serves(Aim::Racks, self.ranks))
            };
            let to = (self.roster.open().iter().copied())
                .filter(|to| serves(*to))
                .min_by_key(|to| self.home(partition, at.slot == 0, *to))?;
            Some((at, to))
        })
    }
}
