/** A page's frames, and what its own thread computes meanwhile. */

/**
 * The frames of `seconds`, on each of which the page does `work` ('scroll' or 'jump' in the table):
 * `share` of the time that went into those that took longer than `late` ms (50: three frames), `median`, `p95` and `worst` interval in ms, and `own`:
 * the share of the time in which the page's thread computed, by that thread's clock. Where others
 * keep the machine from giving frames, that says whether the page would have been in time.
 */
export async function framesOf(page, seconds, { work = '', late = 50 } = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const computed = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
  const before = await computed();
  const found = await page.evaluate(async ({ ms, limit, what }) => {
    const grid = document.getElementById('grid');
    const intervals = [];
    const end = performance.now() + ms;
    for (let last = performance.now(); last < end;) {
      const now = await new Promise(requestAnimationFrame);
      intervals.push(now - last);
      last = now;
      if (what === 'scroll') grid.scrollTop += 120;
      if (what === 'jump') grid.scrollTop = Math.random() * grid.scrollHeight;
    }
    intervals.sort((a, b) => a - b);
    // Late frames are fewer than those that were meant to be: each counts as all that it took the place of.
    const lost = intervals.filter((one) => one > limit).reduce((sum, one) => sum + one, 0);
    const at = (share) => intervals[Math.floor(intervals.length * share)];
    return { share: lost / ms, frames: intervals.length, median: at(0.5), p95: at(0.95), worst: intervals.at(-1) };
  }, { ms: seconds * 1000, limit: late, what: work });
  const own = (await computed() - before) / seconds;
  await session.detach();
  return { ...found, own };
}

export const words = ({ share, frames, median, p95, worst, own }) => `${(share * 100).toFixed(1)} % of the time in late frames (${frames} frames, `
  + `median ${median.toFixed(1)}, 95 % within ${Math.round(p95)} ms, worst ${Math.round(worst)} ms), the page's thread computed ${(own * 100).toFixed(0)} %`;
