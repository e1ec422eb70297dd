/* One consumer's acknowledgements: two batches in flight, one in the database and one being settled, and a connection
 * that is lost and opened anew. Tags begin at 1 on each connection; an acknowledgement takes all tags up to its own.
 */
#define DELIVERIES 3
#ifndef LOSSES
#define LOSSES 2
#endif

mtype = { ready, unsettled, gone };
mtype place[DELIVERIES] = ready;
byte tag[DELIVERIES];
byte next_tag = 1, generation = 1;
bool closed;
byte losses = LOSSES;

bool saved[DELIVERIES];         /* committed */
bool told[DELIVERIES];          /* what it decided is published and confirmed */

/* The batch being settled: its deliveries, the highest tag, the generation it came with. */
byte settling, settling_tag, settling_generation;
bool busy, failed;

#define has(mask, d) (((mask) >> (d)) & 1)

/* The broker hands over what is ready, in order, whether or not somebody receives it. */
active proctype Broker() {
    byte d;
    end: do
    :: d_step { !closed && (place[0] == ready || place[1] == ready || place[2] == ready) ->
        d = 0;
        do
        :: place[d] != ready -> d++
        :: else -> break
        od;
        place[d] = unsettled; tag[d] = next_tag; next_tag++; d = 0 }
    :: d_step { losses > 0 && !closed && (place[0] != gone || place[1] != gone || place[2] != gone) ->
        losses--; closed = true;
        for (d : 0 .. DELIVERIES - 1) {
            if
            :: place[d] == unsettled -> place[d] = ready; tag[d] = 0
            :: else
            fi
        }
        d = 0 }
    od
}

/* AMQPConsumer.acknowledge. */
inline acknowledge() {
    d_step {
        if
#ifdef ANY_GENERATION
        :: !closed ->
#else
        :: !closed && settling_generation == generation ->
#endif
            for (d : 0 .. DELIVERIES - 1) {
                if
                :: place[d] == unsettled && tag[d] <= settling_tag ->
                    assert(saved[d] && told[d]);        /* nothing is acknowledged before it is safe */
                    place[d] = gone; tag[d] = 0
                :: else
                fi
            }
        :: else
        fi;
        d = 0
    }
}

/* The task that settles a batch: publishes, then acknowledges. */
proctype Settling(byte batch, upTo, origin) {
    byte d;
    d_step {
        for (d : 0 .. DELIVERIES - 1) {
            told[d] = told[d] || has(batch, d)
        }
        d = 0
    };
    atomic { settling_tag = upTo; settling_generation = origin; acknowledge(); settling_tag = 0; settling_generation = 0 };
    busy = false
}

active proctype Lane() {
    byte received, batch, upTo, origin, d;
receive:
    end: atomic {
        (!closed && ((place[0] == unsettled && !has(received, 0)) || (place[1] == unsettled && !has(received, 1))
            || (place[2] == unsettled && !has(received, 2)))) || closed ->
        if
        :: closed -> goto reconnect
        :: else
        fi;
        /* A batch: the next delivery, or all that are here. */
        batch = 0; upTo = 0; origin = generation;
        do
        :: upTo++;
            for (d : 0 .. DELIVERIES - 1) {
                if
                :: place[d] == unsettled && tag[d] == upTo && !has(received, d) -> batch = batch | (1 << d)
                :: else
                fi
            }
            d = 0;
            if
            :: upTo + 1 == next_tag -> break
            :: batch != 0 -> break
            :: upTo + 1 != next_tag -> skip
            fi
        od;
        received = received | batch
    };
    d_step {
        for (d : 0 .. DELIVERIES - 1) {
            saved[d] = saved[d] || has(batch, d)
        }
        d = 0
    };
#ifndef NO_TURNS
    !busy;                                              /* the second never acknowledges before the first */
#endif
    atomic { busy = true; run Settling(batch, upTo, origin); batch = 0; upTo = 0; origin = 0; goto receive };
reconnect:
#ifndef NO_WAIT
    !busy;                                              /* what is being settled ends before a new consumption */
#endif
    atomic { closed = false; generation++; next_tag = 1; received = 0; goto receive }
}

init {
    timeout ->
    assert(place[0] == gone && place[1] == gone && place[2] == gone && saved[0] && saved[1] && saved[2])
}
