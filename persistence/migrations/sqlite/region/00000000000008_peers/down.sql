DROP TABLE peer_nonce;
DROP TABLE placement;
DROP TABLE peer_pull;
DROP TABLE peer;
