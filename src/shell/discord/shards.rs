//! Which of a bot's shards each of several processes runs: decided by each for itself, from the leases that all see.
//!
//! A pure function. Two processes may decide for the same shard at one time; the lease says who has it.

use std::collections::BTreeMap;

/// What a process sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShardView {
    /// How many shards there are.
    pub total: u32,
    /// The processes that live, this one among them.
    pub members: Vec<String>,
    /// Who holds each shard that is held.
    pub holders: BTreeMap<u32, String>,
}

/// What it does then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShardPlan {
    /// Shards to be taken, as far as nobody else is quicker.
    pub take: Vec<u32>,
    /// A shard to be given back: others have less.
    pub give_back: Option<u32>,
}

impl ShardView {
    /// What a process does. Only who has least takes, so that what one gives back comes to another; one shard at a time is
    /// given back, since each costs a moment in which nobody is connected.
    pub fn plan(&self, own: &str) -> ShardPlan {
        let members = u32::try_from(self.members.len()).unwrap_or(u32::MAX).max(1);
        let counts = self.members.iter().map(|member| self.of(member).count());
        let (own_count, least) = (self.of(own).count(), counts.min().unwrap_or_default());
        let is_last = self.holders.len() as u64 >= u64::from(self.total);
        if own_count > least {
            let uneven = is_last && own_count > least + 1;
            return ShardPlan { take: Vec::new(), give_back: self.of(own).last().filter(|_| uneven) };
        }
        let share = (self.total / members) as usize;
        let free = (0..self.total).filter(|shard| !self.holders.contains_key(shard));
        ShardPlan { take: free.take(share.max(own_count + 1) - own_count).collect(), give_back: None }
    }

    fn of<'v>(&'v self, member: &'v str) -> impl Iterator<Item = u32> + 'v {
        self.holders.iter().filter(move |(_, holder)| *holder == member).map(|(shard, _)| *shard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(total: u32, members: &[&str], holders: &[(u32, &str)]) -> ShardView {
        ShardView {
            total,
            members: members.iter().map(|own| (*own).to_owned()).collect(),
            holders: holders.iter().map(|(shard, own)| (*shard, (*own).to_owned())).collect(),
        }
    }

    #[test]
    fn each_takes_its_share_and_gives_one_back_where_others_have_less() {
        let plan = |view: ShardView, own: &str| {
            let ShardPlan { take, give_back } = view.plan(own);
            format!("{take:?} {give_back:?}")
        };
        insta::assert_snapshot!(plan(view(3, &["a"], &[]), "a"), @"[0, 1, 2] None");
        insta::assert_snapshot!(plan(view(3, &["a", "b"], &[(0, "a"), (1, "a"), (2, "a")]), "a"), @"[] Some(2)");
        insta::assert_snapshot!(plan(view(3, &["a", "b"], &[(0, "a"), (1, "a")]), "b"), @"[2] None");
        insta::assert_snapshot!(plan(view(3, &["a", "b"], &[(0, "a"), (1, "a"), (2, "b")]), "a"), @"[] None");
        insta::assert_snapshot!(plan(view(1, &["a", "b"], &[(0, "a")]), "b"), @"[] None");
        // b died: its lease is over.
        insta::assert_snapshot!(plan(view(3, &["a"], &[(0, "a"), (1, "a")]), "a"), @"[2] None");
    }

    /// Processes that come, die and act in any order: each shard comes to somebody, and nobody goes on giving.
    #[test]
    fn whatever_comes_and_goes_every_shard_is_run_in_the_end() {
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..2_000 {
            let total = random.u32(1..20);
            let mut members: Vec<String> = vec!["p0".to_owned()];
            let mut holders: BTreeMap<u32, String> = BTreeMap::new();
            for step in 1..random.usize(5..60) {
                match random.u8(..10) {
                    0 => members.push(format!("p{step}")),
                    1 if members.len() > 1 => {
                        let dead = members.swap_remove(random.usize(..members.len()));
                        holders.retain(|_, own| *own != dead);
                    }
                    _ => act(total, &members, &mut holders, random.usize(..members.len())),
                }
            }
            for _ in 0..total {
                (0..members.len()).for_each(|member| act(total, &members, &mut holders, member));
            }
            assert_eq!(holders.len() as u32, total, "{members:?}");
            let settled = holders.clone();
            (0..members.len()).for_each(|member| act(total, &members, &mut holders, member));
            assert_eq!(holders, settled, "it goes on");
            let counts: Vec<usize> =
                members.iter().map(|own| holders.values().filter(|holder| *holder == own).count()).collect();
            let (least, most) = (counts.iter().min().copied(), counts.iter().max().copied());
            assert!(most <= least.map(|least| least + 1), "{counts:?}");
        }
    }

    fn act(total: u32, members: &[String], holders: &mut BTreeMap<u32, String>, member: usize) {
        let own = &members[member];
        let plan = ShardView { total, members: members.to_vec(), holders: holders.clone() }.plan(own);
        for shard in plan.take {
            holders.entry(shard).or_insert_with(|| own.clone());
        }
        if let Some(shard) = plan.give_back {
            holders.remove(&shard);
        }
    }
}
