"""The rows of the table. Each module measures one or two, and says what came of them."""

from . import bytewise, churn, growth, idle, loops, mail, redis, replies, rules, start

# In the order of the table; the page and `--only` name them so.
ROWS = {
    "P1": replies.ONE_AT_A_TIME,
    "P2": replies.PIPELINED,
    "P3": churn.ROW,
    "P4": idle.ROW,
    "P5": rules.ROW,
    "P6": redis.ROW,
    "P7": bytewise.ROW,
    "P8": loops.ROW,
    "P9": start.ROW,
    "P10": mail.ROW,
    "G1": growth.CONNECTIONS,
    "G2": growth.SIZES,
    "G3": growth.MEMORY,
}
