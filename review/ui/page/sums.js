/* Numbers in a row that change one at a time, and the sums before each: a change and a question take log n steps (a
   Fenwick tree), so that one line among ten thousand costs no more than one among ten. */
(function (R) {
  "use strict";

  /** Over `count` numbers, valueAt(index) each at first. */
  R.sums = function (count, valueAt) {
    const values = new Float64Array(count);
    const tree = new Float64Array(count + 1);
    for (let i = 0; i < count; i += 1) {
      values[i] = valueAt(i);
      tree[i + 1] = values[i];
    }
    for (let i = 1; i <= count; i += 1) {
      const parent = i + (i & -i);
      if (parent <= count) tree[parent] += tree[i];
    }
    const widest = 1 << Math.floor(Math.log2(Math.max(1, count)));

    /** The sum of the numbers before `index`. */
    function before(index) {
      let sum = 0;
      for (let i = index; i > 0; i -= i & -i) sum += tree[i];
      return sum;
    }

    return {
      count,
      get: (index) => values[index],
      set(index, value) {
        const delta = value - values[index];
        if (!delta) return;
        values[index] = value;
        for (let i = index + 1; i <= count; i += i & -i) tree[i] += delta;
      },
      before,
      total: () => before(count),
      /** The last index whose sum before is at most `sum`; `count` where the total is. */
      find(sum) {
        let index = 0;
        let left = sum;
        for (let step = widest; step > 0; step >>= 1) {
          if (index + step <= count && tree[index + step] <= left) {
            index += step;
            left -= tree[index];
          }
        }
        return index;
      },
    };
  };
})(R);
