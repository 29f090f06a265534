//! The hunt: gives the targets damaged samples, many a second, and keeps what breaks one, made as small as it goes.
//!
//! An execution is named by its target, the seed and its number, and is the same each time. A fault is a panic, more
//! processor time than [`Hunt::most_time`], or more than [`MOST_MEMORY`]. What overflows the stack ends the process; its
//! bytes are then in the file `current-N` of the folder.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Seek as _, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;

use super::mutate::mutated;
use super::targets::{Target, corpus};

/// Most memory that the process may have held at once, bytes.
pub const MOST_MEMORY: u64 = 1 << 30;

/// What is to be done.
pub struct Hunt {
    /// Executions over all targets, shared out; none: each target's own share, once.
    pub runs: Option<u64>,
    /// When to stop even if not all were done.
    pub until: Option<Instant>,
    /// Only targets whose names hold one of these words, parted by commas; with a `-` in front, all but those.
    pub only: String,
    /// The seed.
    pub seed: u64,
    /// Most processor time of one execution (where the system does not tell that, of the clock).
    pub most_time: Duration,
    /// The samples.
    pub corpus: PathBuf,
    /// Where what breaks something is put.
    pub folder: PathBuf,
}

/// What one target did.
#[derive(Default)]
pub struct Tally {
    /// Executions.
    pub runs: u64,
    /// Time of all of them.
    pub time: Duration,
    /// Time of the slowest, and where its bytes lie if it took over a tenth of a second.
    pub slowest: Duration,
    /// Most memory of the process while it ran, bytes.
    pub memory: u64,
}

/// What broke.
pub struct Fault {
    /// The target.
    pub target: String,
    /// What happened.
    pub what: String,
    /// By which bytes.
    pub bytes: Vec<u8>,
}

/// What one thread is doing, for the one that watches.
#[derive(Default)]
struct Desk {
    /// Grows with each beginning and each end: odd while something runs.
    count: AtomicU64,
    thread: Mutex<String>,
    doing: Mutex<(String, Vec<u8>)>,
}

thread_local! {
    /// What the last panic said; `None` where panics are not expected.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

impl Hunt {
    /// Hunts, on all processors, and says what each target did and what broke.
    pub fn run(&self, targets: &[Target]) -> (Vec<(String, Tally)>, Vec<Fault>) {
        fs::create_dir_all(&self.folder).unwrap();
        hear_panics();
        let targets: Vec<&Target> = targets
            .iter()
            .filter(|target| self.wants(&target.name))
            .collect();
        let samples: Vec<Vec<Vec<u8>>> = targets
            .iter()
            .map(|target| corpus(target, &self.corpus))
            .collect();
        let all: u64 = targets.iter().map(|target| u64::from(target.share)).sum();
        // Pieces of work, so that a dear target does not keep one processor when all others are done.
        let mut work = Vec::new();
        for (n, target) in targets.iter().enumerate() {
            let share = u64::from(target.share);
            let runs = self
                .runs
                .map_or(share, |runs| (runs * share).div_ceil(all.max(1)));
            let step = (runs / 64).max(50);
            work.extend(
                (0..runs)
                    .step_by(step as usize)
                    .map(|from| (n, from..runs.min(from + step))),
            );
        }
        work.sort_by_key(|(_, range)| range.start); // all targets early
        let tallies: Vec<Mutex<Tally>> = targets.iter().map(|_| Mutex::default()).collect();
        let faults = Mutex::new(Vec::new());
        let known = Mutex::new(BTreeSet::new());
        let next = AtomicUsize::new(0);
        let done = AtomicBool::new(false);
        let desks: Vec<Desk> = (0..threads()).map(|_| Desk::default()).collect();
        thread::scope(|scope| {
            scope.spawn(|| self.watch(&desks, &done));
            let hunters: Vec<_> = desks
                .iter()
                .enumerate()
                .map(|(number, desk)| {
                    let (next, work, targets, samples) = (&next, &work, &targets, &samples);
                    let (tallies, faults, known) = (&tallies, &faults, &known);
                    scope.spawn(move || {
                        let mut hunter = Hunter::new(self, desk, number);
                        while let Some((n, range)) = work.get(next.fetch_add(1, Ordering::Relaxed))
                        {
                            let target = targets[*n];
                            let mut tally = Tally::default();
                            if range.start == 0 {
                                for sample in &samples[*n] {
                                    let broken = hunter.execute(target, sample, &mut tally);
                                    keep(self, target, sample, broken, known, faults);
                                }
                            }
                            for run in range.clone() {
                                if self.until.is_some_and(|until| Instant::now() > until) {
                                    break;
                                }
                                let mut rng = Rng::with_seed(seed(self.seed, &target.name, run));
                                let bytes = mutated(&mut rng, &samples[*n]);
                                let broken = hunter.execute(target, &bytes, &mut tally);
                                keep(self, target, &bytes, broken, known, faults);
                            }
                            tallies[*n].lock().unwrap().add(&tally);
                        }
                    })
                })
                .collect();
            for hunter in hunters {
                if let Err(panic) = hunter.join() {
                    done.store(true, Ordering::Relaxed);
                    panic::resume_unwind(panic);
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        let names = targets.iter().map(|target| target.name.clone());
        let tallies = tallies.into_iter().map(|tally| tally.into_inner().unwrap());
        (names.zip(tallies).collect(), faults.into_inner().unwrap())
    }

    fn wants(&self, name: &str) -> bool {
        let (all_but, words) = match self.only.strip_prefix('-') {
            Some(words) => (true, words),
            None => (false, &*self.only),
        };
        words.split(',').any(|word| name.contains(word)) != all_but
    }

    /// Ends the process when one execution takes too long, for nothing else can end it.
    fn watch(&self, desks: &[Desk], done: &AtomicBool) {
        let mut seen: Vec<(u64, Duration)> = vec![(0, Duration::ZERO); desks.len()];
        let begun = Instant::now();
        while !done.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(100));
            for (desk, seen) in desks.iter().zip(&mut seen) {
                let count = desk.count.load(Ordering::Relaxed);
                let spent =
                    processor_time(&desk.thread.lock().unwrap()).unwrap_or_else(|| begun.elapsed());
                if count != seen.0 || count.is_multiple_of(2) {
                    *seen = (count, spent);
                } else if spent.saturating_sub(seen.1) > self.most_time {
                    let (target, bytes) = &*desk.doing.lock().unwrap();
                    let path = self.folder.join(format!("{target}-hangs"));
                    let _ = fs::write(&path, bytes);
                    eprintln!(
                        "fuzz: {target} takes more than {:?} with the {} bytes in {}: {}",
                        self.most_time,
                        bytes.len(),
                        path.display(),
                        shown(bytes)
                    );
                    std::process::exit(70);
                }
            }
        }
    }
}

/// Keeps a fault, if nothing like it is known of this target.
fn keep(
    hunt: &Hunt,
    target: &Target,
    bytes: &[u8],
    broken: Option<String>,
    known: &Mutex<BTreeSet<(String, String)>>,
    faults: &Mutex<Vec<Fault>>,
) {
    let Some(what) = broken else { return };
    let place = what
        .split_once(": ")
        .map_or(&*what, |(place, _)| place)
        .to_owned();
    if !known
        .lock()
        .unwrap()
        .insert((target.name.clone(), place.clone()))
    {
        return;
    }
    let same = |bytes: &[u8]| {
        execute(target, bytes)
            .err()
            .is_some_and(|what| what.starts_with(&place))
    };
    let bytes = match place.starts_with("memory") {
        true => bytes.to_vec(),
        false => smaller(bytes.to_vec(), same),
    };
    let what = execute(target, &bytes).err().unwrap_or(what);
    let mut faults = faults.lock().unwrap();
    let path = hunt
        .folder
        .join(format!("{}-{}", target.name, faults.len()));
    let _ = fs::write(&path, &bytes);
    eprintln!(
        "fuzz: {} breaks ({}): {what}\n  {}",
        target.name,
        path.display(),
        shown(&bytes)
    );
    faults.push(Fault {
        target: target.name.clone(),
        what,
        bytes,
    });
}

/// One thread of the hunt.
struct Hunter<'a> {
    desk: &'a Desk,
    current: File,
}

impl<'a> Hunter<'a> {
    fn new(hunt: &Hunt, desk: &'a Desk, number: usize) -> Self {
        *desk.thread.lock().unwrap() = fs::read_link("/proc/thread-self")
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        let current = File::create(hunt.folder.join(format!("current-{number}"))).unwrap();
        Self { desk, current }
    }

    /// Gives a target bytes; what happened if it broke.
    fn execute(&mut self, target: &Target, bytes: &[u8], tally: &mut Tally) -> Option<String> {
        {
            let mut doing = self.desk.doing.lock().unwrap();
            doing.0.clone_from(&target.name);
            doing.1.clear();
            doing.1.extend(bytes);
        }
        self.current.set_len(0).unwrap();
        self.current.rewind().unwrap();
        self.current.write_all(bytes).unwrap();
        self.desk.count.fetch_add(1, Ordering::Relaxed);
        let begun = Instant::now();
        let result = execute(target, bytes);
        let took = begun.elapsed();
        self.desk.count.fetch_add(1, Ordering::Relaxed);
        tally.runs += 1;
        tally.time += took;
        tally.slowest = tally.slowest.max(took);
        // To touch so much memory takes some time.
        if took > Duration::from_millis(20)
            && let Some(memory) = memory("VmHWM:")
        {
            tally.memory = tally.memory.max(memory);
            if memory > MOST_MEMORY {
                let _ = fs::write("/proc/self/clear_refs", "5"); // forgets the highest
                return Some(format!("memory: {} MiB", memory >> 20));
            }
        }
        result.err()
    }
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.time += other.time;
        self.slowest = self.slowest.max(other.slowest);
        self.memory = self.memory.max(other.memory);
    }
}

/// Gives a target bytes.
///
/// # Errors
/// Where it panicked, and what that said.
pub fn execute(target: &Target, bytes: &[u8]) -> Result<(), String> {
    SAID.set(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)));
    let said = SAID.take().unwrap_or_default();
    result.map_err(|payload| match said.is_empty() {
        true => words(&*payload),
        false => said,
    })
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| {
        payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
    })
    .unwrap_or_else(|| "a panic without words".to_owned())
}

/// Panics of the hunt are noted with their place instead of printed.
fn hear_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let heard = SAID.with_borrow_mut(|said| {
            let said = said.as_mut()?;
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            *said = format!("{place}: {}", words(info.payload()));
            Some(())
        });
        if heard.is_none() {
            usual(info);
        }
    }));
}

/// The bytes without what is not needed to break the same thing; after some seconds as far as that got.
pub fn smaller(mut bytes: Vec<u8>, breaks: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let until = Instant::now() + Duration::from_secs(10);
    let mut size = bytes.len() / 2;
    while size > 0 && Instant::now() < until {
        let (mut at, mut shorter) = (0, false);
        while at < bytes.len() && Instant::now() < until {
            let mut less = bytes.clone();
            less.drain(at..(at + size).min(bytes.len()));
            if breaks(&less) {
                (bytes, shorter) = (less, true);
            } else {
                at += size;
            }
        }
        if !shorter || size > 1 {
            size /= 2;
        }
    }
    bytes
}

/// A seed of its own for each execution.
fn seed(seed: u64, name: &str, run: u64) -> u64 {
    // FNV-1a.
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let all = name
        .bytes()
        .chain(seed.to_le_bytes())
        .chain(run.to_le_bytes());
    all.fold(0xcbf2_9ce4_8422_2325, fold)
}

fn threads() -> usize {
    thread::available_parallelism()
        .map_or(1, usize::from)
        .min(4)
}

/// The bytes as they are written in a program, the beginning of them.
fn shown(bytes: &[u8]) -> String {
    let head = bytes.get(..400).unwrap_or(bytes);
    let more = if head.len() < bytes.len() { "…" } else { "" };
    format!("b\"{}\"{more}", head.escape_ascii())
}

/// What Linux says of this process, in bytes.
pub fn memory(line: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let rest = status.lines().find_map(|all| all.strip_prefix(line))?;
    let kilobytes: u64 = rest.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes << 10)
}

/// How long a thread was on a processor; its name is `PID/task/TID`.
fn processor_time(thread: &str) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{thread}/schedstat")).ok()?;
    stat.split(' ')
        .next()?
        .parse()
        .ok()
        .map(Duration::from_nanos)
}
