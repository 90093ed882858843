//! A few operations with their derivatives, faster than a chain of candle's own: layer
//! normalisation, softmax, the Gaussian error unit, sums.
//!
//! They run on the thread that asks: candle's own sums of long tensors wake a pool of threads that
//! spin until they are done, which is no way to live beside a server.
//!
//! The exponential is a polynomial (error below 2e-7 of the value) so that the compiler turns the
//! loops into vector instructions; it is the same on every machine.

use candle_core::{CpuStorage, CustomOp1, CustomOp2, CustomOp3, Layout, Result, Shape, Tensor};

/// `e^x`; 0 far below.
fn exponential(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let scaled = (x * std::f32::consts::LOG2_E).clamp(-126.0, 126.0);
    let whole = (scaled + ROUND) - ROUND;
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let tail = 0.041_666_67 + part * (0.008_333_334 + part * 0.001_388_889);
    let series = 1.0 + part * (1.0 + part * (0.5 + part * (0.166_666_67 + part * tail)));
    #[expect(clippy::cast_possible_truncation, reason = "clamped to -126..=126")]
    let exponent = (whole as i32 + 127) << 23;
    series * f32::from_bits(exponent.cast_unsigned())
}

/// Φ(x) and φ(x) of the normal distribution; Abramowitz and Stegun 7.1.26, error below 1.5e-7.
fn normal(x: f32) -> (f32, f32) {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let bell = exponential(-z * z);
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series =
        0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4)));
    let upper = 0.5 * t * series * bell;
    let below = if x < 0.0 { upper } else { 1.0 - upper };
    (below, bell * 0.398_942_3)
}

fn numbers<'s>(storage: &'s CpuStorage, layout: &Layout) -> Result<&'s [f32]> {
    let Some((from, to)) = layout.contiguous_offsets() else {
        candle_core::bail!("the input must be contiguous")
    };
    Ok(&storage.as_slice::<f32>()?[from..to])
}

fn width(layout: &Layout) -> usize {
    layout.dims().last().copied().unwrap_or(1).max(1)
}

fn values(tensor: &Tensor) -> Result<Vec<f32>> {
    tensor.flatten_all()?.to_vec1()
}

/// `x Φ(x)`.
struct Gelu;

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let out = numbers(storage, layout)?.iter().map(|&x| x * normal(x).0).collect();
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let mut out = values(grad)?;
        for (grad, x) in out.iter_mut().zip(values(x)?) {
            let (below, bell) = normal(x);
            *grad *= below + x * bell;
        }
        Tensor::from_vec(out, x.shape(), x.device()).map(Some)
    }
}

/// Softmax over the last dimension of the numbers times this.
struct Softmax(f32);

impl CustomOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let mut out = numbers(storage, layout)?.to_vec();
        for row in out.chunks_mut(width(layout)) {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            for x in &mut *row {
                *x = exponential((*x - most) * self.0);
            }
            let scale = 1.0 / row.iter().sum::<f32>();
            for x in row {
                *x *= scale;
            }
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, result: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let width = width(result.layout());
        let mut out = values(grad)?;
        for (grad, result) in out.chunks_mut(width).zip(values(result)?.chunks(width)) {
            let shared: f32 = grad.iter().zip(result).map(|(g, p)| g * p).sum();
            grad.iter_mut().zip(result).for_each(|(g, p)| *g = self.0 * p * (*g - shared));
        }
        Tensor::from_vec(out, x.shape(), x.device()).map(Some)
    }
}

/// Layer normalisation over the last dimension, with gain and bias.
struct LayerNorm;

/// Guards against a division by zero; BERT's own.
const EPSILON: f32 = 1e-12;

/// Mean and one over the standard deviation.
#[expect(clippy::cast_precision_loss, reason = "a width is small")]
fn moments(row: &[f32]) -> (f32, f32) {
    let count = row.len() as f32;
    let mean = row.iter().sum::<f32>() / count;
    let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count;
    (mean, 1.0 / (variance + EPSILON).sqrt())
}

impl CustomOp3 for LayerNorm {
    fn name(&self) -> &'static str {
        "layer-norm"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        gain: &CpuStorage,
        gain_layout: &Layout,
        bias: &CpuStorage,
        bias_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (gain, bias) = (numbers(gain, gain_layout)?, numbers(bias, bias_layout)?);
        let mut out = numbers(x, layout)?.to_vec();
        for row in out.chunks_mut(width(layout)) {
            let (mean, scale) = moments(row);
            for ((x, gain), bias) in row.iter_mut().zip(gain).zip(bias) {
                *x = (*x - mean) * scale * gain + bias;
            }
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        gain: &Tensor,
        bias: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let width = width(x.layout());
        let mut out = values(grad)?;
        let gains = values(gain)?;
        let (mut to_gain, mut to_bias) = (vec![0.0; width], vec![0.0; width]);
        for (grad, x) in out.chunks_mut(width).zip(values(x)?.chunks(width)) {
            let (mean, scale) = moments(x);
            let (mut sum, mut along) = (0.0, 0.0);
            for at in 0..width {
                let normal = (x[at] - mean) * scale;
                to_gain[at] += grad[at] * normal;
                to_bias[at] += grad[at];
                grad[at] *= gains[at];
                sum += grad[at];
                along += grad[at] * normal;
            }
            #[expect(clippy::cast_precision_loss, reason = "a width is small")]
            let (sum, along) = (sum / width as f32, along / width as f32);
            for (grad, x) in grad.iter_mut().zip(x) {
                *grad = scale * (*grad - sum - (x - mean) * scale * along);
            }
        }
        let device = x.device();
        Ok((
            Some(Tensor::from_vec(out, x.shape(), device)?),
            Some(Tensor::from_vec(to_gain, gain.shape(), device)?),
            Some(Tensor::from_vec(to_bias, bias.shape(), device)?),
        ))
    }
}

/// Sums: of each row with a row, and with another tensor.
struct Add;

fn column_sums(x: &Tensor, row: &Tensor) -> Result<Tensor> {
    let mut sums = vec![0.0; row.elem_count()];
    for row in values(x)?.chunks(sums.len().max(1)) {
        sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    Tensor::from_vec(sums, row.shape(), x.device())
}

impl CustomOp2 for Add {
    fn name(&self) -> &'static str {
        "add-row"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        row: &CpuStorage,
        row_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let row = numbers(row, row_layout)?;
        let mut out = numbers(x, layout)?.to_vec();
        for own in out.chunks_mut(row.len().max(1)) {
            own.iter_mut().zip(row).for_each(|(x, row)| *x += row);
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(
        &self,
        _: &Tensor,
        row: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        Ok((Some(grad.clone()), Some(column_sums(grad, row)?)))
    }
}

impl CustomOp3 for Add {
    fn name(&self) -> &'static str {
        "add-all"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        row: &CpuStorage,
        row_layout: &Layout,
        other: &CpuStorage,
        other_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (row, other) = (numbers(row, row_layout)?, numbers(other, other_layout)?);
        let mut out = numbers(x, layout)?.to_vec();
        let size = row.len().max(1);
        for (own, other) in out.chunks_mut(size).zip(other.chunks(size)) {
            for ((x, row), other) in own.iter_mut().zip(row).zip(other) {
                *x += row + other;
            }
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(
        &self,
        _: &Tensor,
        row: &Tensor,
        _: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        Ok((Some(grad.clone()), Some(column_sums(grad, row)?), Some(grad.clone())))
    }
}

/// `x Φ(x)` of each number.
pub(super) fn gelu(x: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op1(Gelu)
}

/// Each row, times `scale`, made positive with sum 1; `scale` is positive.
pub(super) fn softmax(x: &Tensor, scale: f32) -> Result<Tensor> {
    x.contiguous()?.apply_op1(Softmax(scale))
}

/// A row added to each row.
pub(super) fn add_row(x: &Tensor, row: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op2(row, Add)
}

/// Two tensors of the same shape, and a row for each row, added up.
pub(super) fn add_all(x: &Tensor, row: &Tensor, other: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op3(row, &other.contiguous()?, Add)
}

/// Each row brought to mean 0 and variance 1, then scaled and shifted.
pub(super) fn layer_norm(x: &Tensor, gain: &Tensor, bias: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op3(gain, bias, LayerNorm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    const POINTS: [f32; 6] = [-2.5, -0.7, 0.0, 0.3, 1.1, 4.0];
    const PULL: [f32; 6] = [0.4, -1.0, 0.2, 0.9, -0.3, 0.6];

    fn tensor(values: &[f32]) -> Tensor {
        Tensor::from_slice(values, (2, 3), &Device::Cpu).unwrap()
    }

    /// Holds the derivative against differences of the function itself.
    fn check(function: impl Fn(&Tensor) -> Tensor) {
        let pull = tensor(&PULL);
        let total = |x: &Tensor| (function(x) * &pull).unwrap().sum_all().unwrap();
        let var = Var::from_tensor(&tensor(&POINTS)).unwrap();
        let grads = total(&var).backward().unwrap();
        let told = values(grads.get(&var).unwrap()).unwrap();
        for at in 0..POINTS.len() {
            let shifted = |by: f32| {
                let mut points = POINTS;
                points[at] += by;
                total(&tensor(&points)).to_scalar::<f32>().unwrap()
            };
            let seen = (shifted(0.01) - shifted(-0.01)) / 0.02;
            assert!((told[at] - seen).abs() < 2e-3, "at {at}: {} but {seen}", told[at]);
        }
    }

    #[test]
    fn derivatives_are_those_of_the_functions() {
        check(|x| gelu(x).unwrap());
        check(|x| softmax(x, 0.7).unwrap());
        let gain = Tensor::new(&[0.5_f32, 2.0, -1.0], &Device::Cpu).unwrap();
        let bias = Tensor::new(&[0.1_f32, 0.0, 3.0], &Device::Cpu).unwrap();
        check(|x| layer_norm(x, &gain, &bias).unwrap());
        check(|x| add_row(&gelu(x).unwrap(), &gain).unwrap());
        check(|x| add_all(&gelu(x).unwrap(), &gain, &softmax(x, 1.0).unwrap()).unwrap());
        check(|x| layer_norm(&tensor(&PULL), &x.get(0).unwrap(), &x.get(1).unwrap()).unwrap());
        check(|x| add_row(&tensor(&PULL), &x.get(1).unwrap()).unwrap());
    }

    #[test]
    fn the_exponential_is_exact_to_seven_digits() {
        for step in -800_i16..=800 {
            let x = f32::from(step) / 10.0;
            let error = (f64::from(exponential(x)) / f64::from(x).exp() - 1.0).abs();
            assert!(error < 4e-6, "{x}: {error}");
        }
        assert!(exponential(-1e9) < 1e-37);
    }
}
