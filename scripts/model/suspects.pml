/* Deliveries in hand: one event that kills every process that runs it (unless HARMLESS), and one that is innocent,
 * delivered to two replicas that are started again when they die.
 *
 * Each atomic step is one statement or transaction of the database, or one settlement. A lease runs out as soon as its
 * owner is dead or no longer at work, and costs a fault while he is (he is stalled). FAULTS bounds faults of all kinds
 * together: foreign deaths, lost connections, lost answers, stalls, an outage that outlasts the patience.
 */
#ifndef FAULTS
#define FAULTS 2
#endif
#ifndef LOST_ANSWERS
#define LOST_ANSWERS 0          /* of the statement that counts a death */
#endif
#define LIMIT 3                 /* InHand.deathLimit */
#define KILLER 0
#define INNOCENT 1
#define GONE 9                  /* an owner that no longer lives */

#define bit_of(d) (1 << (d))
#define has(mask, d) (((mask) >> (d)) & 1)
#define fault faults > 0 -> faults--

#ifdef HARMLESS
#define KILLS false
#else
#define KILLS true
#endif

/* The broker. */
mtype = { ready, held, settled };
mtype place[2] = ready;
byte holder[2];
bool redelivered[2];

/* The table in_hand, and what was done: effect and identity are one transaction. */
bool row[2];
byte owner[2];
byte deaths[2];
bool leased[2];
bool effect[2];
bool dead[2];

bool working[2];                /* the replica is between taking a group and settling it */
bool killed[2];
bool lost[2];

/* What only the observer knows. */
byte faults = FAULTS, lostAnswers = LOST_ANSWERS;
byte diedOf[2];                 /* how often a process died that had it in hand, alone or not */
bool stalled;                   /* somebody was taken for dead who was not, or gave up */

inline forget_row(d) { row[d] = false; owner[d] = 0; deaths[d] = 0; leased[d] = false }

/* The process r dies: the broker has its deliveries back, its rows are nobody's. */
inline die(r) {
    d_step {
        for (k : 0 .. 1) {
            if
            :: place[k] == held && holder[k] == r -> place[k] = ready; holder[k] = 0; redelivered[k] = true
            :: else
            fi;
            if
            :: row[k] && owner[k] == r -> owner[k] = GONE; diedOf[k] = (diedOf[k] < LIMIT -> diedOf[k] + 1 : LIMIT)
            :: else
            fi
        }
        k = 0;
        working[r] = false; lost[r] = false
    }
}

/* Runs what the mask says, together, to its commit; releases the rows of `hands` in the same transaction. */
inline run_together(mask, hands) {
    if
    :: atomic { KILLS && has(mask, KILLER) -> die(r); goto again }
    :: atomic { !(KILLS && has(mask, KILLER)) ->
        for (d : 0 .. 1) {
            if
            :: has(mask, d) ->
                effect[d] = true;
                if
                :: has(hands, d) -> forget_row(d)
                :: else
                fi
            :: else
            fi
        }
        d = 0 }
    :: atomic { fault; stalled = true; goto give_back }             /* an outage that outlasts our patience */
    fi
}

inline work() {
    skip;
endReceive:
    if
    :: atomic { place[KILLER] == ready -> batch = bit_of(KILLER) }
    :: atomic { place[INNOCENT] == ready -> batch = bit_of(INNOCENT) }
    :: atomic { place[KILLER] == ready && place[INNOCENT] == ready && redelivered[0] == redelivered[1] -> batch = 3 }
    fi;
    atomic {
        for (d : 0 .. 1) {
            if
            :: has(batch, d) && place[d] == ready -> place[d] = held; holder[d] = r
            :: has(batch, d) && place[d] != ready -> batch = batch & ~bit_of(d)
            :: else
            fi
        }
        d = 0; lost[r] = false;
        if
        :: batch == 0 -> goto endReceive
        :: else
        fi
    };
#ifdef NO_IN_HAND
    run_together(batch, 0);
    goto settle;
#endif
    if
    :: atomic { !redelivered[0] && has(batch, 0) || !redelivered[1] && has(batch, 1) -> skip }
    :: atomic { !(!redelivered[0] && has(batch, 0) || !redelivered[1] && has(batch, 1)) -> goto find }
    fi;
    run_together(batch, 0);
    goto settle;
find:
    /* What another has is waited for until his lease is over. */
    atomic { !(has(batch, 0) && row[0] && owner[0] != r && leased[0]) && !(has(batch, 1) && row[1] && owner[1] != r && leased[1]) ->
        suspects = 0; working[r] = true;
        for (d : 0 .. 1) {
            if
            :: has(batch, d) && row[d] && (owner[d] != r || deaths[d] > 0) -> suspects = suspects | bit_of(d); before[d] = owner[d]; died[d] = deaths[d]
            :: else
            fi
        }
        d = 0
#ifdef TOGETHER
        ; suspects = 0
#endif
    };
    if
    :: atomic { (batch & ~suspects) != 0 ->
        for (d : 0 .. 1) {
            if
            :: has(batch & ~suspects, d) -> row[d] = true; owner[d] = r; leased[d] = true
            :: else
            fi
        }
        d = 0 };
        run_together((batch & ~suspects), (batch & ~suspects))
    :: atomic { (batch & ~suspects) == 0 -> skip }
    fi;
    s = 0;
    do
    :: atomic { s < 2 && has(suspects, s) ->
        if
        :: before[s] == r -> skip
        :: before[s] != r && !row[s] -> died[s] = 0
        :: before[s] != r && row[s] -> charge(s)
        fi };
        if
        :: atomic { died[s] < LIMIT -> skip };
            run_together(bit_of(s), bit_of(s))
        :: atomic { died[s] >= LIMIT -> giveUp = giveUp | bit_of(s) }
        fi;
        atomic { s++ }
    :: atomic { s < 2 && !has(suspects, s) -> s++ }
    :: atomic { s == 2 -> s = 0; break }
    od;
settle:
    if
    :: atomic { giveUp != 0 ->
        for (d : 0 .. 1) {
            if
            :: has(giveUp, d) ->
                dead[d] = true;
                assert(stalled || diedOf[d] >= LIMIT)       /* given up only if so many died with it in hand */
            :: else
            fi
        }
        d = 0 }
    :: atomic { giveUp == 0 -> skip }
    fi;
    atomic {
        for (d : 0 .. 1) {
            if
            :: has(batch, d) && place[d] == held && holder[d] == r && !lost[r] -> place[d] = settled; holder[d] = 0; redelivered[d] = false
            :: else
            fi
        }
        d = 0 };
    if
    :: atomic { giveUp != 0 && !lost[r] ->
        for (d : 0 .. 1) {
            if
            :: has(giveUp, d) -> forget_row(d)
            :: else
            fi
        }
        d = 0 }
    :: atomic { giveUp == 0 || lost[r] -> skip }
    fi;
    goto next;
give_back:
    atomic {
        for (d : 0 .. 1) {
            if
            :: place[d] == held && holder[d] == r -> place[d] = ready; holder[d] = 0; redelivered[d] = true
            :: else
            fi
        }
        d = 0 };
next:
    /* A lost connection is opened anew, and what this process still has noted is struck out: it lives. */
    atomic {
        for (d : 0 .. 1) {
            if
            :: row[d] && owner[d] == r && deaths[d] == 0 -> forget_row(d)
            :: else
            fi
        }
        clear();
        goto endReceive }
}

/* One statement, committed by itself; an answer that is lost is an outage, after which it is run again. */
inline charge(x) {
    do
#ifdef CHARGE_ANY
    :: deaths[x]++; owner[x] = r; leased[x] = true; died[x] = deaths[x];
#else
    :: deaths[x] = deaths[x] + (owner[x] == before[x]); owner[x] = r; leased[x] = true; died[x] = deaths[x];
#endif
        if
        :: lostAnswers > 0 -> lostAnswers--
        :: break
        fi
    od
}

inline clear() {
    batch = 0; suspects = 0; giveUp = 0; d = 0; s = 0; k = 0; before[0] = 0; before[1] = 0; died[0] = 0; died[1] = 0;
    working[r] = false
}

proctype Replica(byte r) {
    byte batch, suspects, giveUp, d, s, k;
    byte before[2], died[2];
again:
    atomic { clear() };
    { work() } unless { atomic { killed[r] -> killed[r] = false }; goto again }
}

#define at_work(d) (owner[d] != GONE && working[owner[d]])

active proctype Time() {
    end: do
    :: atomic { row[0] && leased[0] && !at_work(0) -> leased[0] = false }
    :: atomic { row[1] && leased[1] && !at_work(1) -> leased[1] = false }
    :: atomic { row[0] && leased[0] && at_work(0) && fault; leased[0] = false; stalled = true }
    :: atomic { row[1] && leased[1] && at_work(1) && fault; leased[1] = false; stalled = true }
    od
}

/* The connection is lost, the process lives: its work goes on, its acknowledgements are void. */
inline cut() {
    for (k : 0 .. 1) {
        if
        :: place[k] == held && holder[k] == r -> place[k] = ready; holder[k] = 0; redelivered[k] = true; lost[r] = true
        :: else
        fi
    }
    k = 0
}

#define under_way (place[0] != settled || place[1] != settled)

active proctype Chaos() {
    byte k, r;
    end: do
    :: atomic { under_way && fault; r = 0; die(r); killed[0] = true; r = 0 }
    :: atomic { under_way && fault; r = 1; die(r); killed[1] = true; r = 0 }
    :: atomic { under_way && fault; r = 0; cut() }
    :: atomic { under_way && fault; r = 1; cut(); r = 0 }
    od
}

init {
    atomic { run Replica(0); run Replica(1) };
    timeout ->
    assert(place[KILLER] == settled && place[INNOCENT] == settled);
    assert(effect[INNOCENT]);                           /* the innocent has its effect, whoever else died */
    assert(stalled || !dead[INNOCENT]);
    assert(!KILLS || dead[KILLER]);                     /* what kills ends among the dead letters */
    assert(KILLS || effect[KILLER]);
#ifdef NO_STRAYS
    assert(!row[KILLER] && !row[INNOCENT])              /* nothing is left in hand */
#endif
}
