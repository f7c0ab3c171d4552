// Prints the size of each type, then reads `TYPE<tab>JSON` lines on a small stack and says of each whether it was read.
use std::io::{BufRead as _, Write as _};

use gatewright_runtime as rt;

type Pass = fn(&str) -> bool;

fn read<T: rt::FromJson>(json: &str) -> bool {
    match rt::from_str::<T>(json) {
        Ok(value) => {
            drop(Box::new(value));
            true
        }
        Err(_) => false,
    }
}

macro_rules! passes {
    ($($ty:ty,)*) => {
        const PASSES: &[Pass] = &[$(read::<$ty>,)*];
        const SIZES: &[usize] = &[$(::core::mem::size_of::<$ty>(),)*];
    };
}

fn answers() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for size in SIZES {
        writeln!(out, "{size}").expect("a reader");
    }
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (index, json) = line.split_once('\t').expect("an index and a value");
        let read = PASSES[index.parse::<usize>().expect("an index")](json);
        writeln!(out, "{read}").expect("a reader");
    }
}

fn main() {
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(answers).expect("a thread");
    thread.join().expect("no panic");
}
