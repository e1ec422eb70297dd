/* An event's journey through two replicas: deliveries with duplicates, identity, outbox, claims, sweep, retries,
 * waiting, drain; with processes that die, and answers and connections that are lost.
 *
 * Each atomic step is one statement or transaction of the database, or one message to or from the broker; between any
 * two a process may die. Time is not counted: a claim runs out as soon as nobody works on its row, and costs a fault
 * while somebody does (he is stalled). FAULTS bounds faults of all kinds together, so that every run ends.
 */
#ifndef FAULTS
#define FAULTS 3
#endif
#define REPLICAS 2
#define COPIES 6                /* places in the queue */
#define ROWS 2                  /* that the outbox may hold: */
#define TOLD 0                  /* what the event's decision tells, */
#define RETURN 1                /* and the event itself, which goes back to the queue after waiting */

#define LANE(r) (r)             /* holders of claims: a lane and a sweep a replica */
#define SWEEP(r) (REPLICAS + (r))
#define HOLDERS 4
#define NOBODY 9

#define bit_of(e) (1 << (e))
#define has(mask, e) (((mask) >> (e)) & 1)
#define add(mask, e) mask = mask | bit_of(e)
#define remove(mask, e) mask = mask & ~bit_of(e)

mtype = { done, failing, refused, postponed };
mtype kind = done;              /* what becomes of the event */

/* The broker. */
mtype = { free, ready, held };
#define some(x) (place[0] == x || place[1] == x || place[2] == x || place[3] == x || place[4] == x || place[5] == x)
mtype place[COPIES] = free;
byte attempts[COPIES];
byte holder[COPIES];
bool dead;                      /* a dead letter */

/* The database. */
bool known, waiting;
byte row;
byte claim[ROWS] = NOBODY;

/* A process: what is in its memory and matters to others. */
byte telling[HOLDERS];          /* rows being published */
byte confirmed[REPLICAS];       /* rows to forget */
bool lost[REPLICAS];            /* the consumer's connection */
bool draining, laneOver;        /* of replica 0 */
bool killed[HOLDERS];
byte postponements = 1;

/* What only the observer knows. */
byte faults = FAULTS;
bool effect, told, excused;

#define fault faults > 0 -> faults--

inline publish_copy(tries) {
    d_step {
        k = 0;
        do
        :: k < COPIES && place[k] != free -> k++
        :: else -> break
        od;
        assert(k < COPIES);
        place[k] = ready; attempts[k] = tries; holder[k] = 0;
        k = 0;
    }
}

/* The broker has taken an outbox row's message. */
inline tell(e) {
    if
    :: e == RETURN -> publish_copy(0)
    :: else ->
        assert(effect);                                 /* nothing is told that was not decided */
        assert(!told || excused);                       /* twice only where the design says so */
        told = true
    fi
}

inline forget_now(rows) {
    d_step {
        row = row & ~(rows);
        for (k : 0 .. ROWS - 1) {
            if
            :: has(rows, k) -> claim[k] = NOBODY
            :: else
            fi
        }
        k = 0;
    }
}

/* OutboxPublisher.publish: all are sent, then their confirms come, or do not. `unsure` says that it threw. */
inline publish_rows(h, r) {
    unsure = false;
#ifdef FORGET_EARLY
    atomic { forget_now(telling[h]) };
#endif
    do
    :: atomic { (telling[h] & ~sent) != 0 ->
        e = 0;
        do
        :: !has(telling[h] & ~sent, e) -> e++
        :: else -> break
        od;
        add(sent, e);
        if
        :: tell(e); add(took, e)
        :: fault; unsure = true         /* nacked: the queue is full */
        :: fault                        /* returned: nobody takes it; the row stays for the sweep */
        fi;
        e = 0 }
    :: atomic { (telling[h] & ~sent) == 0 ->
        if
        :: confirmed[r] = confirmed[r] | took
        :: fault; excused = excused || has(took, TOLD); unsure = true       /* the confirms are lost */
        fi;
        took = 0; sent = 0;
        if
        :: !unsure -> telling[h] = 0
        :: else
        fi;
        break }
    od
}

inline choose_deliveries() {
    batch = 0;
    for (c : 0 .. COPIES - 1) {
        if
        :: place[c] == ready -> place[c] = held; holder[c] = r; add(batch, c)
        :: place[c] == ready && batch != 0 -> skip
        :: else
        fi
    }
    c = 0
}

/* What the handler says of a new event. */
inline decide() {
    if
    :: known -> verdict = 0
    :: else ->
        if
        :: kind != refused && (kind != postponed || postponements == 0) -> verdict = done
        :: kind == failing -> verdict = failing
        :: kind == refused -> verdict = refused
        :: kind == postponed && postponements > 0 -> verdict = postponed; postponements--
        fi
    fi
}

/* BatchTransaction.save, and COMMIT. */
inline save() {
    if
    :: verdict == done ->
        assert(!effect);                                /* no effect twice */
        effect = true; add(row, TOLD); claim[TOLD] = LANE(r);
#ifndef NO_IDENTITY
        known = true
#endif
    :: verdict == postponed -> waiting = true
    :: else
    fi
}

inline acknowledge() {
    d_step {
        for (c : 0 .. COPIES - 1) {
            if
            :: has(batch, c) && place[c] == held && holder[c] == r && !lost[r] ->
                place[c] = free; attempts[c] = 0; holder[c] = 0
            :: else
            fi
        }
        c = 0;
    }
}

#define mine(c) (has(batch, c) && place[c] == held && holder[c] == r)
#define is_failed (verdict == failing || verdict == refused)

/* Settler.send: each failed delivery goes up the ladder, which has one level, or to the dead letters. */
inline send_failed() {
    do
    :: atomic { is_failed && c < COPIES ->
        if
        :: mine(c) && verdict == failing && attempts[c] == 0 -> publish_copy(1)
        :: mine(c) && !(verdict == failing && attempts[c] == 0) -> dead = true
        :: else
        fi;
        do
        :: c++;
            if
            :: c == COPIES || mine(c) -> break
            :: else
            fi
        od }
    :: atomic { is_failed && c == COPIES -> c = 0; break }
    :: atomic { is_failed && c == COPIES && fault; c = 0 }      /* a confirm is lost: the same once more */
    :: atomic { !is_failed -> break }
    od
}

inline give_back(r) {
    d_step {
        for (k : 0 .. COPIES - 1) {
            if
            :: place[k] == held && holder[k] == r -> place[k] = ready; holder[k] = 0
            :: else
            fi
        }
        k = 0;
    }
}

inline reset() {
    batch = 0; verdict = 0; took = 0; sent = 0; c = 0; e = 0; k = 0; unsure = false;
    telling[LANE(r)] = 0; lost[r] = false
}

/* WorkerRunner: one lane, batch after batch. */
inline lane() {
    skip;
endReceive:
    if
    :: atomic { r == 0 && draining -> goto over }
    :: atomic { some(ready) && !(r == 0 && draining) -> choose_deliveries() }
    fi;
#ifdef ACK_FIRST
    acknowledge();
#endif
begin:
    atomic {
        /* A duplicate tells what its cause still has to tell, whoever else is about it. */
        telling[LANE(r)] = row & bit_of(TOLD);
        excused = excused || (telling[LANE(r)] && (claim[TOLD] != LANE(r) || told));
        decide()
#ifdef PUBLISH_FIRST
        ; telling[LANE(r)] = telling[LANE(r)] | (verdict == done)
#endif
    };
#ifdef PUBLISH_FIRST
    publish_rows(LANE(r), r);
#endif
    atomic {
        if
        :: known && verdict != 0 -> goto begin          /* another was first: the batch is read anew */
        :: else ->
            if
            :: save(); telling[LANE(r)] = telling[LANE(r)] | (verdict == done)
            :: fault; save(); goto begin                /* committed, and the answer is lost */
            :: fault; goto begin                        /* not committed */
            :: fault; give_back(r); goto next           /* the outage outlasts our patience */
            fi
        fi
    };
#ifdef NO_IDENTITY
    atomic { known = known || verdict == done };        /* the mutation: in a transaction of its own */
#endif
    do
    :: telling[LANE(r)] != 0 ->
        publish_rows(LANE(r), r);
        if
        :: atomic { unsure && lost[r] -> goto next }
        :: atomic { !(unsure && lost[r]) -> skip }      /* what is unsure is published once more */
        fi
    :: atomic { telling[LANE(r)] == 0 -> break }
    od;
    send_failed();
    acknowledge();
next:
    atomic { reset(); goto endReceive };
over:
    laneOver = true
}

proctype Lane(byte r) {
    byte batch, took, sent, c, e, k;
    bool unsure;
    mtype verdict;
again:
    { lane() } unless { atomic { killed[LANE(r)] -> killed[LANE(r)] = false; reset() }; goto again }
}

/* A claim runs out sooner or later unless somebody is about the row: publishing it, or about to forget it. */
#define busy(x) (claim[x] != NOBODY && (has(telling[claim[x]], x) || has(confirmed[claim[x] % REPLICAS], x)))
#define is_over(x) (has(row, x) && !busy(x))

/* OutboxSweep: forgets what was confirmed, takes what nobody publishes. The owner's claim is his until it runs out. */
inline sweep() {
    skip;
endRound:
    if
    :: atomic { confirmed[r] != 0 -> forget_now(confirmed[r]); confirmed[r] = 0; goto endRound }
    :: atomic {
#ifdef NO_CLAIM
        row != 0 -> telling[SWEEP(r)] = row
#else
        is_over(TOLD) || is_over(RETURN) ->
        for (k : 0 .. ROWS - 1) {
            if
            :: is_over(k) -> claim[k] = SWEEP(r); add(telling[SWEEP(r)], k)
            :: else
            fi
        }
        k = 0
#endif
        }
    :: atomic { r == 0 && draining && laneOver && confirmed[0] == 0 -> goto over }
    fi;
    publish_rows(SWEEP(r), r);
    atomic { telling[SWEEP(r)] = 0; unsure = false; goto endRound };
over:
    assert(confirmed[0] == 0)           /* a drain forgets what was confirmed */
}

proctype Sweep(byte r) {
    byte took, sent, e, k;
    bool unsure;
again:
    { sweep() } unless { atomic { killed[SWEEP(r)] -> killed[SWEEP(r)] = false; took = 0; sent = 0; e = 0; k = 0; unsure = false }; goto again }
}

/* WaitingWork: a due event moves to the outbox in one transaction, for the sweep. */
active proctype Due() {
    end: do
    :: atomic { waiting && !has(row, RETURN) ->
        waiting = false; add(row, RETURN); claim[RETURN] = NOBODY }
    od
}

/* Whoever has a claim is stalled for longer than it lasts. */
active proctype Stall() {
    end: do
    :: atomic { has(row, TOLD) && busy(TOLD) && fault; claim[TOLD] = NOBODY; excused = true }
    :: atomic { has(row, RETURN) && busy(RETURN) && fault; claim[RETURN] = NOBODY }
    od
}

/* Dies, and is started again: memory and connections are gone, the broker has the deliveries back. */
inline kill(r) {
    excused = excused || told;
    telling[LANE(r)] = 0; telling[SWEEP(r)] = 0; confirmed[r] = 0; lost[r] = false;
    give_back(r);
    killed[LANE(r)] = true; killed[SWEEP(r)] = true
}

#define holds(r, c) (place[c] == held && holder[c] == r)
#define some_held(r) (holds(r, 0) || holds(r, 1) || holds(r, 2) || holds(r, 3) || holds(r, 4) || holds(r, 5))

#define under_way (some(ready) || some(held) || row != 0 || waiting || confirmed[0] != 0 || confirmed[1] != 0)

active proctype Chaos() {
    byte k;
    end: do
    :: atomic { under_way && fault; kill(0) }
    :: atomic { under_way && fault; kill(1) }
    :: atomic { some_held(0) && fault; give_back(0); lost[0] = true }
    :: atomic { some_held(1) && fault; give_back(1); lost[1] = true }
#ifdef DRAIN
    :: atomic { under_way && !draining -> draining = true }
#endif
    od
}

init {
    byte k;
    atomic {
        if
#ifdef KIND
        :: kind = KIND
#else
        :: kind = done
        :: kind = failing
        :: kind = refused
        :: kind = postponed
#endif
        fi;
        publish_copy(0);
#ifndef ALONE
        publish_copy(0);                                /* the publisher was not sure either */
#endif
        run Lane(0); run Lane(1); run Sweep(0); run Sweep(1)
    };
    timeout ->
    assert(!some(ready) && !some(held));                /* every delivery is settled */
    assert(effect || dead);                             /* no accepted event is lost */
    assert(kind == failing || effect == (kind != refused));
    assert(kind == failing || dead == (kind == refused));
    assert(effect == known);
    assert(told == effect);                             /* what was decided is told */
    assert(row == 0 && !waiting)                        /* the outbox is empty, nothing waits */
}
