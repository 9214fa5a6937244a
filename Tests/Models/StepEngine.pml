/* The step engine's protocol, for the model checker spin: Sources/Training/Engine/StepEngine.swift and ShardTree+Climb.swift.
 *
 * Workers claim the items of a turn from queues by tickets, climb the tree over shards, publish the next turn, sleep and
 * wake. Scripts/check-model searches all interleavings and checks
 *   - that no item of a turn is claimed twice, and none of a turn that is not under way;
 *   - that a fold finds both sums complete and nobody else at them;
 *   - that every turn is finished once, in order, by one worker at a time, when all its items are done;
 *   - that every worker comes to its end: no deadlock and no lost wake-up, also where Dispatch gives fewer threads than there
 *     are workers;
 *   - that all of this holds for the next span too, wherever the one before ended.
 *
 * A step of the model is one access to memory that workers share, with what its thread then does alone. Spin runs one step at
 * a time, in one order that all threads see; what a weaker order of memory adds is argued in ARCHITECTURE.md. One effect of
 * it is here: a relaxed load may miss what another worker has published (see `known`).
 *
 * Given on the command line: WORKERS, THREADS, QUEUES, ROUNDS (1 or 2), STEPS, SHARDS, BLOCKS (of round 1), and for a model
 * that must fail one fault: PUBLISH_DESCENDING, LAST_QUEUE_EMPTY, NO_WAKE, CHECK_BEFORE_WORD, CLAIM_IN_TWO or LEAVE_ODD.
 */

#define TURNS (STEPS * ROUNDS)
#define END 255                 /* Ticket.end */

#define IS_OF_SHARDS(turn) ((turn) % ROUNDS == 0)
#define ITEMS_OF(turn) (IS_OF_SHARDS(turn) -> SHARDS : BLOCKS)

/* Turns.items: a queue's shards, or its share of the blocks. */
#ifdef LAST_QUEUE_EMPTY
#define START_OF(turn, queue) ((ITEMS_OF(turn) * (queue) + QUEUES - 1) / QUEUES)
#else
#define START_OF(turn, queue) (ITEMS_OF(turn) * (queue) / QUEUES)
#endif
#define ROOM_OF(turn, queue) (START_OF(turn, (queue) + 1) - START_OF(turn, queue))

/* StepEngine.tickets: the turn and the count of a word are read and written together. */
byte turnOf[QUEUES];
byte countOf[QUEUES];

/* StepEngine.arrivals: of the words of pairs only the parity counts, of the other two only the remainder. */
bit arrivals[SHARDS];
byte shardArrivals;             /* word 0 */
byte blockArrivals;             /* word shardCount */

byte published;                 /* StepEngine.published, the futex's word */
byte sleeperCount;              /* StepEngine.sleeperCount */
bool isAsleep[WORKERS];         /* whom the kernel has on the futex's list */

byte nextWorker;                /* iterations that concurrentPerform has handed out */
byte endedThreads;

/* What is checked, and no part of the engine. */
byte finishedTurns;             /* turns of this span that are finished */
byte lastTurn;                  /* the turn that ended the span */
bool isFinishing;               /* somebody ends a round or publishes the next */
bool isClaimed[SHARDS + BLOCKS];    /* items of the turn under way */
byte doneCount;                 /* of these, those that are done */
bool isBusy[SHARDS];            /* somebody works on the buffer of a shard */
byte sumOf[SHARDS];             /* shards whose sum a buffer holds; 0 where it has gone into another one */

/* let ticket = Ticket(word: tickets[index].wrappingAdd(1, ordering: .acquiring).oldValue) and what follows.
 * The item's buffer is busy from here until its first arrival. */
inline take() {
    if
    :: turn != END && count < ROOM_OF(turn, queue) ->
        item = START_OF(turn, queue) + count;
        assert(turn == finishedTurns && !isClaimed[item]);
        isClaimed[item] = true;
        if
        :: IS_OF_SHARDS(turn) -> assert(!isBusy[item]); isBusy[item] = true
        :: else
        fi
    :: else -> item = END
    fi
}

/* work.finishRound: alone, and once all of the turn is done. Whether it says that this is the last is left open. */
inline finish() {
    assert(!isFinishing && turn == finishedTurns && doneCount == ITEMS_OF(turn));
    isFinishing = true;
    finishedTurns++;
    doneCount = 0;
    for (i : 0 .. SHARDS + BLOCKS - 1) { isClaimed[i] = false };
    i = 0;
    if
    :: turn + 1 < TURNS -> next = turn + 1
    :: next = END; lastTurn = turn
    fi;
#ifdef LEAVE_ODD
    if :: next == END && turn + 1 < TURNS -> arrivals[SHARDS - 1] = 1 - arrivals[SHARDS - 1] :: else fi;
#endif
    known = next; queue = 0; distance = 0; count = 0; item = 0; turn = 0
}

/* The next queue in the worker's order; after the last one, it waits. */
inline lookOn() {
    look++; queue = 0;
    if :: look < QUEUES -> goto search :: else -> look = 0; goto wait fi
}

/* One iteration of concurrentPerform. */
inline runWorker() {
    home = me % QUEUES;
    known = 0;

claim:
    /* let seen = Ticket(word: tickets[order[0]].load(ordering: .acquiring)); if seen.turn == Ticket.end { return nil } */
    atomic {
        seen = turnOf[home];
        look = 0; queue = 0; turn = 0; count = 0; item = 0; word = 0; distance = 1; next = 0;
        if :: seen == END -> goto ended :: else fi
    };

search:
    /* let glimpse = Ticket(word: tickets[index].load(ordering: .relaxed))
     * guard glimpse.count < turns.items(ofTurn: glimpse.turn, index, queues).count else { continue } */
    atomic {
        queue = (home + look) % QUEUES;
        if
        :: turnOf[queue] == END || countOf[queue] < ROOM_OF(turnOf[queue], queue) ->
#ifdef CLAIM_IN_TWO
            turn = turnOf[queue]; count = countOf[queue]
#endif
        :: turnOf[queue] > known -> lookOn()    /* an old value was loaded */
        :: else -> lookOn()
        fi
    };
    atomic {
#ifdef CLAIM_IN_TWO
        countOf[queue] = count + 1;
#else
        turn = turnOf[queue]; count = countOf[queue]; countOf[queue]++;
#endif
        take();
        if
        :: turn == END -> goto ended                        /* if ticket.turn == Ticket.end { return nil } */
        :: turn != END && item == END -> turn = 0; count = 0; item = 0; lookOn()
        :: else -> if :: IS_OF_SHARDS(turn) -> goto shard :: else -> goto block fi
        fi
    };

    /* waitForTurn. Before it sleeps it spins, which is one load here: any number of them sees the turn or does not. */
wait:
    atomic { if :: turnOf[home] != seen -> goto claim :: else fi };
    sleeperCount++;                     /* sleeperCount.wrappingAdd(1, ordering: .sequentiallyConsistent) */
sleep:
#ifdef CHECK_BEFORE_WORD
    atomic { if :: turnOf[home] != seen -> goto awake :: else fi };
    word = published;
#else
    word = published;                   /* let word = published.load(ordering: .sequentiallyConsistent) */
    /* if Ticket(word: tickets[queue].load(ordering: .acquiring)).turn != seen.turn { break } */
    atomic { if :: turnOf[home] != seen -> goto awake :: else fi };
#endif
    /* lockstep_futex_wait: the kernel compares the word and enqueues the thread in one, which then sleeps until it is woken. */
    atomic { if :: published == word -> isAsleep[me] = true :: else fi };
    atomic { !isAsleep[me] -> goto sleep };
awake:
    sleeperCount--;                     /* sleeperCount.wrappingSubtract(1, ordering: .sequentiallyConsistent) */
    goto claim;

    /* work.computeShard, and the arrival. */
shard:
#if ROUNDS > 1
    /* arrive(at: 0, of: shardCount) */
    atomic {
        isBusy[item] = false; doneCount++;
        shardArrivals = (shardArrivals + 1) % SHARDS;
        if :: shardArrivals != 0 -> goto claim :: else -> finish(); goto publication fi
    };
#else
    /* tree.climb. Its first arrival says that the shard is done, the following ones that a fold is. */
climb:
    atomic {
        if :: distance == 1 -> sumOf[item] = 1; doneCount++ :: else fi;
        do
        :: distance < SHARDS && (item / distance) % 2 == 0 && item + distance >= SHARDS -> distance = distance * 2
        :: else -> break
        od;
        isBusy[item] = false;
        if
        :: distance >= SHARDS -> assert(item == 0 && sumOf[0] == SHARDS); finish(); goto publication
        :: else
        fi;
        /* arrivals[pair.right].wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue; where it is even, return false */
        i = item - ((item / distance) % 2) * distance;              /* shard & ~distance */
        arrivals[i + distance] = 1 - arrivals[i + distance];        /* shard | distance */
        if :: arrivals[i + distance] == 1 -> i = 0; goto claim :: else fi;
        /* work.foldShard: both halves are whole, and nobody else is at them; the left one is busy until the next arrival. */
        item = i; i = 0;
        assert(!isBusy[item] && !isBusy[item + distance] && sumOf[item] == distance);
        assert(sumOf[item + distance] == (item + 2 * distance <= SHARDS -> distance : SHARDS - item - distance));
        sumOf[item] = sumOf[item] + sumOf[item + distance];
        sumOf[item + distance] = 0;
        isBusy[item] = true;
        distance = distance * 2;
        goto climb
    };
#endif

    /* work.computeBlock, and arrive(at: shardCount, of: turns.blockCount). */
block:
    atomic {
        doneCount++;
        blockArrivals = (blockArrivals + 1) % BLOCKS;
        if :: blockArrivals != 0 -> goto claim :: else -> finish(); goto publication fi
    };

    /* publish(goesOn && turn + 1 < turns.turnCount ? turn + 1 : Ticket.end) */
publication:
    /* tickets[queue].store(Ticket(turn: turn).word, ordering: .releasing) */
    atomic {
#ifdef PUBLISH_DESCENDING
        turnOf[QUEUES - 1 - queue] = next; countOf[QUEUES - 1 - queue] = 0;
#else
        turnOf[queue] = next; countOf[queue] = 0;
#endif
        queue++;
        if
        :: queue < QUEUES -> goto publication
        :: else -> isFinishing = false; queue = 0; next = 0     /* from here, the next turn may be finished at any time */
        fi
    };
    published++;                        /* published.wrappingAdd(1, ordering: .sequentiallyConsistent) */
    /* if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 { lockstep_futex_wake_all } */
    atomic { if :: sleeperCount == 0 -> goto claim :: else fi };
#ifndef NO_WAKE
    atomic {
        for (i : 0 .. WORKERS - 1) { isAsleep[i] = false };
        i = 0
    };
#endif
    goto claim;

ended:
    skip
}

/* A thread of Dispatch: it takes the next iteration when it is done with one, so that a worker may start long after the
 * others, or when the span is over. */
proctype Thread(byte me) {
    byte home, known, seen, look, queue, turn, count, item, word, distance, next, i;

    do
    :: runWorker();
        atomic { if :: nextWorker < WORKERS -> me = nextWorker; nextWorker++ :: else -> break fi }
    od;
    endedThreads++
}

/* StepEngine.run, again and again: a span begins with the same state as the first, so that spin sees that it has been there.
 * Of `published` only differences count. */
init {
    byte i;

    do
    :: d_step {
            for (i : 0 .. QUEUES - 1) { turnOf[i] = 0; countOf[i] = 0 };
            blockArrivals = 0;          /* arrivals[shardCount].store(0, ordering: .releasing) */
            published = 0; nextWorker = THREADS; endedThreads = 0; finishedTurns = 0;
            i = 0
        };
        atomic { for (i : 0 .. THREADS - 1) { run Thread(i) }; i = 0 };
        endedThreads == THREADS && _nr_pr == 1;
        d_step {
            assert(finishedTurns == lastTurn + 1);
            assert(sleeperCount == 0 && shardArrivals == 0 && !isFinishing);
            for (i : 0 .. SHARDS - 1) { assert(arrivals[i] == 0 && !isBusy[i]); sumOf[i] = 0 };
            i = 0; lastTurn = 0
        }
    od
}
