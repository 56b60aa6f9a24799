# shellcheck shell=bash
# How big things are. README.md and SCALING.md say when to change them; `deploy.sh` then changes what is there.
# shellcheck disable=SC2034  # read by the other files

POSTGRES_SKU=Standard_B2s
POSTGRES_TIER=Burstable
POSTGRES_VERSION=16
POSTGRES_STORAGE_GB=32
POSTGRES_BACKUP_DAYS=14
# Azure Managed Redis, half a gigabyte: the queue and hints, nothing that is missed when lost.
REDIS_SKU=Balanced_B0
STORAGE_SKU=Standard_LRS
REGISTRY_SKU=Basic
LOG_DAYS=30

# Cores and memory of one replica; Azure allows fixed pairs, 2 GB a core.
WEB_CPU=1.0 WEB_MEMORY=2Gi
PROXY_CPU=0.25 PROXY_MEMORY=0.5Gi
BEAT_CPU=0.25 BEAT_MEMORY=0.5Gi
JOB_CPU=0.5 JOB_MEMORY=1Gi
WORKER_CPU=4.0 WORKER_MEMORY=8Gi
WEB_MAX_REPLICAS=5
# One whole T4, billed by the second, none while no worker runs.
GPU_PROFILE=Consumption-GPU-NC8as-T4
GPU_CPU=8.0 GPU_MEMORY=56Gi
