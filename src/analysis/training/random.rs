//! Chance that is the same for the same seed, on every machine and in every version.

use candle_core::{Device, Result, Tensor};

use crate::analysis::learned::encoder::Dropout;

/// `SplitMix64`: small, and good enough for shuffling and dropout.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One whose numbers have nothing to do with this one's.
    pub(super) fn branch(&mut self) -> Self {
        Self(self.next())
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to 1, 1 excluded.
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
    pub(super) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / 16_777_216.0
    }

    /// From 0 up to `end`, excluded; 0 when that is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u64;
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// Normally distributed, mean 0 and deviation 1.
    pub(super) fn normal(&mut self) -> f32 {
        let (a, b) = (self.unit().max(1e-7), self.unit());
        (-2.0 * a.ln()).sqrt() * (std::f32::consts::TAU * b).cos()
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Numbers left out by chance.
pub(super) struct Thinning {
    pub(super) random: Random,
    pub(super) share: f32,
}

impl Dropout for Thinning {
    fn thin(&mut self, x: Tensor) -> Result<Tensor> {
        if self.share <= 0.0 {
            return Ok(x);
        }
        let raised = 1.0 / (1.0 - self.share);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 65536"
        )]
        let limit = (self.share * 65536.0) as u64;
        let mut mask = Vec::with_capacity(x.elem_count());
        while mask.len() < x.elem_count() {
            let bits = self.random.next();
            mask.extend(
                (0..4).map(|at| if (bits >> (16 * at)) & 0xffff < limit { 0.0 } else { raised }),
            );
        }
        mask.truncate(x.elem_count());
        let mask = Tensor::from_vec(mask, x.shape(), &Device::Cpu)?;
        x * mask
    }
}
