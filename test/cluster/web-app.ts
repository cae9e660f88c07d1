/** Holds the smallest workload that tests strike: pods that do nothing, behind a Service, so that only the cluster's own machinery is at work. */
export const webApp = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, tier: front } }
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{ name: pause, image: registry.k8s.io/pause:3.10, imagePullPolicy: IfNotPresent, resources: { requests: { cpu: 1m, memory: 4Mi } } }]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web, tier: front }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: 1
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{ name: pause, image: registry.k8s.io/pause:3.10, imagePullPolicy: IfNotPresent, resources: { requests: { cpu: 1m, memory: 4Mi } } }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: db }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: db }
  minReplicas: 1
  maxReplicas: 4
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 80 } } }]
`;
