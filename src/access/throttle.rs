//! The brakes: on guessing passwords, by the name that is tried and by the address that tries; and
//! on reporting mistakes, by address.
//!
//! They live in memory, whose size is bounded; a restart forgets it. An attempt counts as failed
//! when it begins, so that many at once gain nothing, and is taken back when it succeeds.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Failures of one name before the next attempt must wait.
const FREE_BY_NAME: u32 = 5;
/// The same for one address: several people may share it.
const FREE_BY_ADDRESS: u32 = 20;
/// Reports from one address before the next must wait.
const FREE_REPORTS: u32 = 10;
/// The first wait, in seconds; each further failure doubles it.
const FIRST_WAIT: i64 = 15;
/// The longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// Seconds without an attempt after which failures are forgotten.
const FORGOTTEN_AFTER: i64 = 60 * 60;
/// Names, and addresses, that are remembered; beyond them those with the fewest failures go.
const REMEMBERED: usize = 10_000;

/// How long to wait before the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Whole seconds, at least one.
    pub seconds: i64,
}

/// Slows down who guesses. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Throttle {
    tries: Arc<Mutex<Tries>>,
}

#[derive(Debug, Default)]
struct Tries {
    names: Memory<String>,
    addresses: Memory<IpAddr>,
}

impl Throttle {
    /// Begins an attempt on an account, by its name's key, from an address.
    ///
    /// # Errors
    /// How long to wait, when there were too many failures; the attempt must then not be made.
    pub fn begin(&self, name: &str, address: IpAddr, now: Timestamp) -> Result<(), Wait> {
        let address = network(address);
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.names.admit(name, now)?;
        tries.addresses.admit(&address, now)?;
        tries.names.count(name.to_owned(), now, FREE_BY_NAME);
        tries.addresses.count(address, now, FREE_BY_ADDRESS);
        Ok(())
    }

    /// The attempt that was begun has succeeded: the name is free again. The address is let off
    /// this attempt only, or who has one account could try others without end.
    pub fn succeeded(&self, name: &str, address: IpAddr) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.names.failures.remove(name);
        tries.addresses.take_back(&network(address));
    }

    #[cfg(test)]
    fn sizes(&self) -> (usize, usize) {
        let tries = self.tries.lock().unwrap();
        (tries.names.failures.len(), tries.addresses.failures.len())
    }
}

/// Slows down who reports much. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct ReportBrake {
    addresses: Arc<Mutex<Memory<IpAddr>>>,
}

impl ReportBrake {
    /// Begins a report from an address.
    ///
    /// # Errors
    /// How long to wait, when there were too many; the report must then not be taken.
    pub fn begin(&self, address: IpAddr, now: Timestamp) -> Result<(), Wait> {
        let address = network(address);
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses.admit(&address, now)?;
        addresses.count(address, now, FREE_REPORTS);
        Ok(())
    }

    /// The report that was begun has not been taken: it does not count.
    pub fn not_taken(&self, address: IpAddr) {
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses.take_back(&network(address));
    }
}

/// Whoever has one address of IPv6 has the 64 bits below it too.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6([a, b, c, d, 0, 0, 0, 0].into())
        }
        four @ IpAddr::V4(_) => four,
    }
}

#[derive(Debug)]
struct Memory<K> {
    failures: HashMap<K, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
    until: Timestamp,
}

impl<K> Default for Memory<K> {
    fn default() -> Self {
        Self { failures: HashMap::new() }
    }
}

impl<K: std::hash::Hash + Eq + Clone> Memory<K> {
    fn admit<Q>(&self, key: &Q, now: Timestamp) -> Result<(), Wait>
    where
        K: std::borrow::Borrow<Q>,
        Q: std::hash::Hash + Eq + ?Sized,
    {
        match self.failures.get(key) {
            Some(failures) if failures.until > now => {
                let left = failures.until.duration_since(now);
                let begun = i64::from(left.subsec_nanos() > 0);
                Err(Wait { seconds: left.as_secs().saturating_add(begun).min(LONGEST_WAIT) })
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, key: K, now: Timestamp, free: u32) {
        if self.failures.len() >= REMEMBERED && !self.failures.contains_key(&key) {
            self.make_room(now);
        }
        let fresh = Failures { count: 0, last: now, until: now };
        let failures = self.failures.entry(key).or_insert(fresh);
        if is_old(failures, now) {
            *failures = fresh;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
        if let Some(over) = failures.count.checked_sub(free) {
            let wait = FIRST_WAIT.saturating_mul(1 << over.min(20)).min(LONGEST_WAIT);
            failures.until = now.saturating_add(SignedDuration::from_secs(wait)).unwrap_or(now);
        }
    }

    fn take_back(&mut self, key: &K) {
        if let Some(failures) = self.failures.get_mut(key) {
            failures.count = failures.count.saturating_sub(1);
            failures.until = failures.last;
            if failures.count == 0 {
                self.failures.remove(key);
            }
        }
    }

    /// Lets what is old go, or else the tenth part with the fewest failures, the oldest first: who
    /// fills the memory with names cannot make it forget the one that is guessed at.
    fn make_room(&mut self, now: Timestamp) {
        self.failures.retain(|_, failures| !is_old(failures, now));
        if self.failures.len() < REMEMBERED {
            return;
        }
        let mut all: Vec<_> =
            self.failures.iter().map(|(key, of)| (of.count, of.last, key.clone())).collect();
        all.sort_by_key(|(count, last, _)| (*count, *last));
        for (.., key) in all.into_iter().take(REMEMBERED / 10) {
            self.failures.remove(&key);
        }
    }
}

fn is_old(failures: &Failures, now: Timestamp) -> bool {
    now.duration_since(failures.last).as_secs() >= FORGOTTEN_AFTER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_770_000_000 + second).unwrap()
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn five_failures_are_free_and_then_the_wait_grows_to_a_quarter_of_an_hour() {
        let throttle = Throttle::default();
        let mut now = 0;
        for _ in 0..5 {
            assert_eq!(throttle.begin("ada", address(1), at(now)), Ok(()));
        }
        let mut waits = Vec::new();
        for round in 0..9 {
            let wait = throttle.begin("ada", address(round + 2), at(now)).unwrap_err().seconds;
            waits.push(wait);
            assert!(throttle.begin("ada", address(99), at(now + wait - 1)).is_err());
            now += wait;
            assert_eq!(throttle.begin("ada", address(round + 2), at(now)), Ok(()));
        }
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert_eq!((waits[0], *waits.last().unwrap()), (15, 900));
        assert_eq!(throttle.begin("bela", address(1), at(now)), Ok(()), "others go on");
    }

    #[test]
    fn one_address_cannot_try_many_names() {
        let throttle = Throttle::default();
        for number in 0..20 {
            assert_eq!(throttle.begin(&format!("name {number}"), address(1), at(0)), Ok(()));
        }
        assert!(throttle.begin("another", address(1), at(1)).is_err());
        assert_eq!(throttle.begin("another", address(2), at(1)), Ok(()));
        let six = |word: &str| word.parse::<IpAddr>().unwrap();
        assert_eq!(network(six("2001:db8::1")), network(six("2001:db8::ffff:1")));
        assert_ne!(network(six("2001:db8::1")), network(six("2001:db8:0:1::1")));
        assert_eq!(network(six("::ffff:192.0.2.1")), address(1));
    }

    #[test]
    fn success_frees_the_name_but_an_address_only_of_that_attempt() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            assert_eq!(throttle.begin("ada", address(1), at(0)), Ok(()));
            throttle.succeeded("ada", address(1));
        }
        assert_eq!(throttle.sizes(), (0, 0));
        for number in 0..19 {
            assert_eq!(throttle.begin(&format!("name {number}"), address(1), at(0)), Ok(()));
        }
        assert_eq!(throttle.begin("ada", address(1), at(0)), Ok(()));
        throttle.succeeded("ada", address(1));
        assert_eq!(throttle.begin("one more", address(1), at(0)), Ok(()));
        assert!(throttle.begin("ada", address(1), at(0)).is_err());
    }

    #[test]
    fn ten_reports_are_free_and_then_the_wait_grows() {
        let brake = ReportBrake::default();
        for _ in 0..30 {
            assert_eq!(brake.begin(address(1), at(0)), Ok(()));
            brake.not_taken(address(1));
        }
        for _ in 0..10 {
            assert_eq!(brake.begin(address(1), at(0)), Ok(()));
        }
        assert_eq!(brake.begin(address(1), at(0)), Err(Wait { seconds: 15 }));
        assert_eq!(brake.begin(address(2), at(0)), Ok(()), "others go on");
        assert_eq!(brake.begin(address(1), at(15)), Ok(()));
        assert_eq!(brake.begin(address(1), at(15)), Err(Wait { seconds: 30 }));
        assert_eq!(brake.begin(address(1), at(15 + 3_600)), Ok(()));
    }

    #[test]
    fn failures_are_forgotten_after_an_hour() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.begin("ada", address(1), at(0)), Ok(()));
        }
        for _ in 0..5 {
            assert_eq!(throttle.begin("ada", address(1), at(3_600)), Ok(()));
        }
    }

    #[test]
    fn memory_is_bounded_and_keeps_whom_it_should() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.begin("ada", address(1), at(0)), Ok(()));
        }
        for number in 0..3 * u32::try_from(REMEMBERED).unwrap() {
            let from = IpAddr::from(std::net::Ipv4Addr::from(number.wrapping_mul(65_537)));
            let _ = throttle.begin(&format!("name {number}"), from, at(1));
        }
        let (names, addresses) = throttle.sizes();
        assert!(names <= REMEMBERED && addresses <= REMEMBERED, "{names} {addresses}");
        assert!(throttle.begin("ada", address(2), at(2)).is_err(), "ada is still protected");
    }
}
