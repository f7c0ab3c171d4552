//! What generated servers call: reading a typed request, answering it, finding the route.
