// Where things lie on the floor plan: rooms in points of the drawing, labels broken into lines, ties as bows.

export const WIDTH = 640, MOST_HEIGHT = 560, MARGIN = 6;
const LETTER = 0.56, LARGEST = 13, SMALLEST = 5.5;
const BEND = 0.09;

// Rectangles in metres, y upwards, become rectangles in points, y downwards.
export function fitted(plan) {
  const all = plan.buildings;
  const left = Math.min(...all.map((one) => one[0])), low = Math.min(...all.map((one) => one[1]));
  const right = Math.max(...all.map((one) => one[0] + one[2])), high = Math.max(...all.map((one) => one[1] + one[3]));
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left), (MOST_HEIGHT - 2 * MARGIN) / (high - low));
  const shift = (WIDTH - scale * (right - left)) / 2;
  const placed = (boxes) => boxes.map(([x, y, width, height]) => ({
    x: shift + (x - left) * scale, y: MARGIN + (high - y - height) * scale, width: width * scale, height: height * scale,
  }));
  return { rooms: placed(plan.rooms), buildings: placed(all), common: placed(plan.common),
    height: (high - low) * scale + 2 * MARGIN };
}

// The lines and the size in which a label is largest in a box.
export function broken(label, width, height) {
  let best = { size: 0, lines: [] };
  for (const wanted of [1, 2, 3]) {
    const lines = wrapped(label, Math.ceil((1.15 * label.length) / wanted));
    const longest = Math.max(...lines.map((line) => line.length), 3);
    const size = Math.min(LARGEST, width / (LETTER * longest), height / (1.12 * lines.length));
    if (size > best.size + 0.2) best = { size, lines };
  }
  return best.size >= SMALLEST ? best : { size: 0, lines: [] };
}

function wrapped(label, most) {
  const lines = [];
  for (const word of label.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

// The end of ties in a room: in its middle, between label and gauges.
export function node(room) {
  return { x: room.x + room.width / 2, y: room.y + room.height * 0.62 };
}

export function bow(from, to) {
  const bend = { x: (from.x + to.x) / 2 + BEND * (to.y - from.y), y: (from.y + to.y) / 2 - BEND * (to.x - from.x) };
  return { from, bend, to, path: `M${dot(from)}Q${dot(bend)} ${dot(to)}` };
}

// An arrowhead two thirds along a bow, its area as the hours; `back` for the way from its end to its start.
export function arrowhead({ from, bend, to }, hours, back) {
  const share = back ? 1 / 3 : 2 / 3;
  const at = (axis) => (1 - share) ** 2 * from[axis] + 2 * share * (1 - share) * bend[axis] + share ** 2 * to[axis];
  const slope = (axis) => (1 - share) * (bend[axis] - from[axis]) + share * (to[axis] - bend[axis]);
  const length = Math.hypot(slope("x"), slope("y")) || 1;
  const turn = back ? -1 : 1;
  const along = { x: (turn * slope("x")) / length, y: (turn * slope("y")) / length };
  const size = arrow_size(hours);
  const tip = { x: at("x") + 0.5 * size * along.x, y: at("y") + 0.5 * size * along.y };
  const corner = (side) => ({ x: tip.x - size * along.x - side * 0.42 * size * along.y,
    y: tip.y - size * along.y + side * 0.42 * size * along.x });
  return `M${dot(tip)}L${dot(corner(1))}L${dot(corner(-1))}Z`;
}

export const arrow_size = (hours) => Math.min(15, 5 + 6 * Math.sqrt(hours));
export const tie_width = (trust) => 0.4 + 7 * trust;
export const tie_strength = (trust) => 0.3 + 0.6 * trust;

const dot = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
